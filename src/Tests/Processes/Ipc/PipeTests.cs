using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>Pipes and FIFOs as pipe(7) and fifo(7) have them.</summary>
[TestFixture]
public sealed class PipeTests
{
    private IpcMachine _machine = null!;

    [SetUp]
    public void Start() => _machine = new IpcMachine();

    [TearDown]
    public void Stop() => _machine.Dispose();

    [Test]
    public void What_is_written_is_read_and_the_end_comes_with_the_last_writer()
    {
        Pipe pipe = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        Caller caller = new();
        byte[] into = new byte[10];
        caller.Read(reader, into);
        Assert.That(caller.IsWaiting);
        Caller other = new();
        other.Write(writer, "hello"u8.ToArray());
        Assert.That((other.Done, other.Error, pipe.Count), Is.EqualTo((5, Errno.None, 5)));
        Assert.That(caller.Resume());
        Assert.That(into[..caller.Done], Is.EqualTo("hello"u8.ToArray()));
        caller.Read(reader, into);
        Assert.That(caller.IsWaiting);
        writer.Close();
        Assert.That(caller.Resume());
        Assert.That((caller.Done, caller.Error), Is.EqualTo((0, Errno.None)));
        reader.Close();
    }

    [Test]
    public void Writing_without_a_reader_fails_with_a_broken_pipe()
    {
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        Caller caller = new();
        caller.Write(writer, new byte[100_000]);
        Assert.That(caller.IsWaiting);
        reader.Close();
        Assert.That(caller.Resume());
        Assert.That((caller.Done, caller.Error), Is.EqualTo((65536, Errno.None)), "what it wrote before counts");
        caller.Write(writer, [1]);
        Assert.That(caller.Error, Is.EqualTo(Errno.BrokenPipe));
        Assert.That(writer.Poll(out _) & PollEvents.Error, Is.EqualTo(PollEvents.Error));
        writer.Close();
    }

    [Test]
    public void A_blocking_write_goes_on_until_all_is_written()
    {
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        byte[] sent = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i % 251))];
        Caller caller = new();
        caller.Write(writer, sent);
        List<byte> received = [];
        Caller other = new();
        byte[] into = new byte[10_000];
        while (received.Count < sent.Length)
        {
            other.Read(reader, into);
            received.AddRange(into[..other.Done]);
            caller.Resume();
        }

        Assert.That(received, Is.EqualTo(sent));
        Assert.That((caller.IsWaiting, caller.Done), Is.EqualTo((false, sent.Length)));
        Close(reader, writer);
    }

    [Test]
    public void A_small_write_that_does_not_wait_enters_whole_or_not_at_all()
    {
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer, OpenFlags.NonBlocking);
        Caller caller = new();
        caller.Read(reader, new byte[1]);
        Assert.That(caller.Error, Is.EqualTo(Errno.Again));
        caller.Write(writer, new byte[62_000]);
        caller.Write(writer, new byte[4096]);
        Assert.That((caller.Done, caller.Error), Is.EqualTo((0, Errno.Again)));
        Assert.That(writer.Poll(out _) & PollEvents.Writable, Is.EqualTo(PollEvents.None));
        caller.Write(writer, new byte[3000]);
        Assert.That((caller.Done, caller.Error), Is.EqualTo((3000, Errno.None)));
        caller.Write(writer, new byte[5000]);
        Assert.That((caller.Done, caller.Error), Is.EqualTo((536, Errno.None)), "a large one as far as there is room");
        caller.Write(writer, new byte[5000]);
        Assert.That(caller.Error, Is.EqualTo(Errno.Again));
        Close(reader, writer);
    }

    [Test]
    public void A_small_write_from_a_buffer_across_pages_enters_whole()
    {
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer, OpenFlags.NonBlocking);
        AddressSpace space = _machine.CreateSpace(0x100, 3);
        Caller caller = new();
        caller.Write(writer, new byte[65536 - 4095]);
        FileProgress progress = default;
        FileBuffer buffer = new(space, new VirtualAddress(0x100f00), 4096);
        Assert.That(writer.TryWrite(in buffer, ref progress).Error, Is.EqualTo(Errno.Again));
        Assert.That(progress.Done, Is.Zero);
        caller.Read(reader, new byte[1]);
        Assert.That(writer.TryWrite(in buffer, ref progress).Error, Is.EqualTo(Errno.None));
        Assert.That(progress.Done, Is.EqualTo(4096));
        _machine.Destroy(space);
        Close(reader, writer);
    }

    /// <summary>As Linux has it: an address that cannot be used fails when there is something to move, and not before.</summary>
    [Test]
    public void Whoever_has_to_wait_does_so_before_its_memory_is_looked_at()
    {
        Pipe pipe = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        AddressSpace space = _machine.CreateSpace(0x100, 3);
        FileBuffer nowhere = new(space, new VirtualAddress(0x500000), 10);
        FileProgress progress = default;
        Assert.That(reader.TryRead(in nowhere, ref progress).Verdict, Is.EqualTo(FileVerdict.WouldBlock));
        Assert.That(writer.TryWrite(in nowhere, ref progress).Error, Is.EqualTo(Errno.BadAddress));
        Caller caller = new();
        caller.Write(writer, new byte[65536]);
        Assert.That(writer.TryWrite(in nowhere, ref progress).Verdict, Is.EqualTo(FileVerdict.WouldBlock));
        Assert.That(reader.TryRead(in nowhere, ref progress).Error, Is.EqualTo(Errno.BadAddress));
        Assert.That((pipe.Count, progress.Done), Is.EqualTo((65536, 0)), "nothing is lost");
        _machine.Destroy(space);
        Close(reader, writer);
    }

    [Test]
    public void The_capacity_changes_in_powers_of_two_of_pages()
    {
        Pipe pipe = _machine.CreatePipe(out OpenFile reader, out OpenFile writer, OpenFlags.NonBlocking);
        Assert.That(pipe.Capacity, Is.EqualTo(65536));
        Assert.That(pipe.SetCapacity(1, Pipe.MostCapacity).Expect("small"), Is.EqualTo(4096));
        Assert.That(pipe.SetCapacity(5000, Pipe.MostCapacity).Expect("odd"), Is.EqualTo(8192));
        Assert.That(pipe.SetCapacity(0, Pipe.MostCapacity).Error, Is.EqualTo(Errno.Invalid));
        Assert.That(pipe.SetCapacity(Pipe.MostCapacity + 1, Pipe.MostCapacity).Error, Is.EqualTo(Errno.NotPermitted));
        Caller caller = new();
        caller.Write(writer, [.. Enumerable.Range(0, 9000).Select(i => (byte)(i % 251))]);
        Assert.That(caller.Done, Is.EqualTo(8192));
        Assert.That(pipe.SetCapacity(4096, Pipe.MostCapacity).Error, Is.EqualTo(Errno.Busy));
        byte[] into = new byte[9000];
        caller.Read(reader, into[..5000]);
        Assert.That(pipe.SetCapacity(4096, Pipe.MostCapacity).Expect("it fits now"), Is.EqualTo(4096));
        caller.Read(reader, into);
        Assert.That(into[..caller.Done], Is.EqualTo(Enumerable.Range(5000, 3192).Select(i => (byte)(i % 251))));
        Close(reader, writer);
    }

    [Test]
    public void Pipes_together_buffer_no_more_than_they_may_and_each_still_a_page()
    {
        using IpcMachine machine = new(pipeBytes: 100_000);
        Caller caller = new();
        List<OpenFile> opened = [];
        List<int> taken = [];
        for (int i = 0; i < 4; i++)
        {
            _ = machine.CreatePipe(out OpenFile reader, out OpenFile writer, OpenFlags.NonBlocking);
            opened.AddRange([reader, writer]);
            caller.Write(writer, new byte[70_000]);
            taken.Add(caller.Done);
        }

        Assert.That(taken, Is.EqualTo(new[] { 65536, 4096, 4096, 4096 }));
        Close([.. opened]);
        Assert.That(machine.Anonymous.FreePipeBytes, Is.EqualTo(100_000));
    }

    [Test]
    public void Polling_tells_bytes_room_and_ends()
    {
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer, OpenFlags.NonBlocking);
        Assert.That(reader.Poll(out FileEvent? arrivals), Is.EqualTo(PollEvents.None));
        Assert.That(writer.Poll(out _), Is.EqualTo(PollEvents.Writable | PollEvents.WritableNormal));
        NotingWaiter waiter = new();
        arrivals!.Add(waiter);
        Caller caller = new();
        caller.Write(writer, [1]);
        Assert.That(waiter.Wakes, Is.EqualTo(1));
        Assert.That(reader.Poll(out _), Is.EqualTo(PollEvents.Readable | PollEvents.ReadableNormal));
        writer.Close();
        Assert.That(reader.Poll(out _), Is.EqualTo(PollEvents.Readable | PollEvents.ReadableNormal | PollEvents.HungUp));
        reader.Close();
    }

    [Test]
    public void Opening_a_fifo_waits_for_the_other_end()
    {
        _machine.MakeFifo("fifo");
        OpenFile? reader = null;
        Caller opening = new();
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Read, out reader).Verdict, Is.EqualTo(FileVerdict.WouldBlock));
        opening.Call(() => reader!.TryOpen(Credentials.Kernel));
        Assert.That(opening.IsWaiting);
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Write, out OpenFile? writer).IsDone, "the reader that waits is an end already");
        Caller caller = new();
        caller.Write(writer!, [7, 8, 9]);
        writer!.Close();
        Assert.That(opening.Resume());
        Assert.That(opening.IsWaiting, Is.False, "the writer has come, though it has gone again");
        byte[] into = new byte[5];
        caller.Read(reader!, into);
        Assert.That(into[..caller.Done], Is.EqualTo(new byte[] { 7, 8, 9 }));
        caller.Read(reader!, into);
        Assert.That((caller.Done, caller.Error), Is.EqualTo((0, Errno.None)));
        Assert.That(reader!.Poll(out _), Is.EqualTo(PollEvents.HungUp));
        reader.Close();
    }

    [Test]
    public void Opening_a_fifo_for_writing_waits_too_and_may_be_given_up()
    {
        _machine.MakeFifo("fifo");
        Caller opening = new();
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Write, out OpenFile? writer).Verdict, Is.EqualTo(FileVerdict.WouldBlock));
        opening.Call(() => writer!.TryOpen(Credentials.Kernel));
        opening.Interrupt();
        writer!.Close();
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Read, out OpenFile? reader).IsWaiting, "nobody is there");
        reader!.Close();
    }

    [Test]
    public void A_fifo_opened_without_waiting_is_open_to_read_and_refused_to_write()
    {
        _machine.MakeFifo("fifo");
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Write | OpenFlags.NonBlocking, out _).Error, Is.EqualTo(Errno.NoDeviceOrAddress));
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Read | OpenFlags.NonBlocking, out OpenFile? reader).IsDone);
        Assert.That(reader!.Poll(out _), Is.EqualTo(PollEvents.None), "no writer has hung up, for none was there");
        Caller caller = new();
        caller.Read(reader, new byte[1]);
        Assert.That((caller.Done, caller.Error), Is.EqualTo((0, Errno.None)));
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Write | OpenFlags.NonBlocking, out OpenFile? writer).IsDone);
        writer!.Close();
        Assert.That(reader.Poll(out _), Is.EqualTo(PollEvents.HungUp));
        reader.Close();
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Read | OpenFlags.Write, out OpenFile? both).IsDone, "both never waits");
        caller.Write(both!, [5]);
        byte[] into = new byte[1];
        caller.Read(both!, into);
        Assert.That(into[0], Is.EqualTo(5));
        both!.Close();
    }

    [Test]
    public void A_fifo_without_ends_forgets_its_bytes()
    {
        _machine.MakeFifo("fifo");
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Read | OpenFlags.Write, out OpenFile? both).IsDone);
        Caller caller = new();
        caller.Write(both!, [5]);
        both!.Close();
        Assert.That(_machine.TryOpen("fifo", OpenFlags.Read | OpenFlags.NonBlocking, out OpenFile? reader).IsDone);
        Assert.That(Pipe.Of(reader!)!.Count, Is.Zero);
        reader!.Close();
    }

    [Test]
    public void Ping_pong_allocates_nothing()
    {
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        FileBuffer buffer = new(new byte[1]);
        long before = 0;
        for (int i = 0; i < 20_100; i++)
        {
            if (i == 100)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            FileProgress progress = default;
            FileProgress other = default;
            if (!writer.TryWrite(in buffer, ref progress).IsDone || !reader.TryRead(in buffer, ref other).IsDone)
            {
                Assert.Fail();
            }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(20_000));
        Close(reader, writer);
    }

    [Test]
    public void Writes_of_many_come_out_as_the_model_has_them() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Play)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>Several writers whose writes are marked, several readers; a reader checks order and wholeness.</summary>
    private void Play(int seed)
    {
        Random random = new(seed);
        Pipe pipe = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        _ = pipe.SetCapacity(4096 << random.Next(5), Pipe.MostCapacity);
        PipeModel model = new(pipe.Capacity);
        Caller[] writers = [.. Enumerable.Range(0, 3).Select(_ => new Caller())];
        byte[][] sent = new byte[3][];
        Caller[] readers = [new(), new()];
        byte[][] buffers = [[], []];
        List<byte> received = [];
        for (int step = 0; step < 200; step++)
        {
            int who = random.Next(3);
            if (random.Next(2) == 0 && !writers[who].IsWaiting)
            {
                sent[who] = new byte[1 + random.Next(random.Next(2) == 0 ? 4096 : 20_000)];
                random.NextBytes(sent[who]);
                writers[who].Write(writer, sent[who]);
                model.Write(who, sent[who]);
            }
            else if (who < 2 && !readers[who].IsWaiting)
            {
                buffers[who] = new byte[1 + random.Next(9000)];
                readers[who].Read(reader, buffers[who]);
                if (!readers[who].IsWaiting)
                {
                    received.AddRange(buffers[who][..readers[who].Done]);
                    model.Read(buffers[who].Length);
                }
            }

            Settle();
            Assert.That(pipe.Count, Is.EqualTo(model.Count), $"seed {seed}, step {step}");
            Assert.That(readers.Any(each => each.IsWaiting) && pipe.Count != 0, Is.False, $"seed {seed}, step {step}: nobody woke a reader");
            Assert.That(writers.Any(each => each.IsWaiting) && pipe.Capacity - pipe.Count >= Pipe.AtomicBytes, Is.False, $"seed {seed}, step {step}: nobody woke a writer");
        }

        Assert.That(received, Is.EqualTo(model.Taken), $"seed {seed}");
        Array.ForEach([.. writers, .. readers], each => each.Interrupt());
        Close(reader, writer);

        // Lets those go on that were woken, and the model with them, until nothing moves.
        void Settle()
        {
            for (bool moved = true; moved;)
            {
                moved = false;
                for (int i = 0; i < 3; i++)
                {
                    if (writers[i].Resume())
                    {
                        moved = true;
                        model.Resume(i);
                    }
                }

                for (int i = 0; i < 2; i++)
                {
                    if (readers[i].Resume() && !readers[i].IsWaiting)
                    {
                        moved = true;
                        received.AddRange(buffers[i][..readers[i].Done]);
                        model.Read(buffers[i].Length);
                    }
                }
            }
        }
    }

    private static void Close(params OpenFile[] files) => Array.ForEach(files, file => file.Close());

    /// <summary>A queue of bytes, and what each writer has still to write.</summary>
    private sealed class PipeModel(int capacity)
    {
        private readonly Queue<byte> _bytes = [];
        private readonly Dictionary<int, (byte[] Bytes, int Done)> _pending = [];

        public int Count => _bytes.Count;

        public List<byte> Taken { get; } = [];

        public void Write(int who, byte[] bytes)
        {
            _pending[who] = (bytes, 0);
            Resume(who);
        }

        public void Resume(int who)
        {
            (byte[] bytes, int done) = _pending[who];
            int rest = bytes.Length - done;
            int moved = rest <= 4096 && capacity - Count < rest ? 0 : Math.Min(rest, capacity - Count);
            bytes[done..(done + moved)].ToList().ForEach(_bytes.Enqueue);
            _pending[who] = (bytes, done + moved);
        }

        public void Read(int most)
        {
            for (int i = 0; i < most && _bytes.Count != 0; i++)
            {
                Taken.Add(_bytes.Dequeue());
            }
        }
    }
}
