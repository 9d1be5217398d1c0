using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>Waiting for many files: poll(2), select(2), epoll(7).</summary>
[TestFixture]
public sealed class PollTests
{
    private const PollEvents Both = PollEvents.Readable | PollEvents.Writable;

    private readonly PollResult[] _results = new PollResult[64];
    private IpcMachine _machine = null!;

    [SetUp]
    public void Start() => _machine = new IpcMachine();

    [TearDown]
    public void Stop() => _machine.Dispose();

    [Test]
    public void Poll_waits_for_any_of_its_files_and_leaves_no_waiter_behind()
    {
        _ = _machine.CreatePipe(out OpenFile first, out OpenFile firstWriter);
        _ = _machine.CreatePipe(out OpenFile second, out OpenFile secondWriter);
        PollWait wait = new();
        Caller caller = new();
        caller.Call(() =>
        {
            wait.Begin();
            _ = wait.Check(first, PollEvents.Readable);
            _ = wait.Check(second, PollEvents.Readable);
            return wait.End();
        });
        Assert.That(caller.IsWaiting);
        new Caller().Write(secondWriter, [1]);
        Assert.That(caller.Resume());
        Assert.That((caller.IsWaiting, wait.ReadyCount), Is.EqualTo((false, 1)));
        _ = first.Poll(out FileEvent? changes);
        Assert.That(changes!.HasWaiters, Is.False);
        wait.Begin();
        Assert.That(wait.Check(first, PollEvents.Readable), Is.EqualTo(PollEvents.None));
        firstWriter.Close();
        wait.Begin();
        Assert.That(wait.Check(first, PollEvents.None), Is.EqualTo(PollEvents.HungUp), "told though not asked for");
        wait.Stop();
        Close(first, second, secondWriter);
    }

    [Test]
    public void Poll_that_is_given_up_leaves_no_waiter_behind()
    {
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        PollWait wait = new();
        wait.Begin();
        _ = wait.Check(reader, PollEvents.ReadableNormal);
        _ = reader.Poll(out FileEvent? changes);
        Assert.That(changes!.HasWaiters);
        wait.Stop();
        Assert.That(changes.HasWaiters, Is.False);
        Close(reader, writer);
    }

    [Test]
    public void A_regular_file_is_always_ready_and_cannot_be_in_a_set()
    {
        _machine.Files.WriteFile("f", "text");
        OpenFile file = _machine.Files.MustOpen("f");
        PollWait wait = new();
        wait.Begin();
        Assert.That(wait.Check(file, Both), Is.EqualTo(Both));
        Assert.That(NewSet(out OpenFile opened).Add(file, 3, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.NotPermitted));
        Close(file, opened);
    }

    [Test]
    public void Changes_of_a_set_are_checked()
    {
        PollSet set = NewSet(out OpenFile opened);
        OpenFile counter = NewCounter(0);
        Assert.That(set.Modify(counter, 3, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.NoEntry));
        Assert.That(set.Remove(counter, 3), Is.EqualTo(Errno.NoEntry));
        Assert.That(set.Add(counter, 3, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.None));
        Assert.That(set.Add(counter, 3, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.Exists));
        Assert.That(set.Add(counter, 4, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.None), "the same file under another number");
        Assert.That(set.Add(opened, 5, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.Invalid));
        Assert.That(set.Remove(counter, 3), Is.EqualTo(Errno.None));
        Assert.That(set.Count, Is.EqualTo(1));
        counter.Close();
        Assert.That(set.Count, Is.Zero, "what is closed leaves");
        opened.Close();
    }

    [Test]
    public void A_set_that_is_closed_leaves_its_files()
    {
        PollSet set = NewSet(out OpenFile opened);
        OpenFile counter = NewCounter(0);
        Assert.That(set.Add(counter, 3, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.None));
        opened.Close();
        _ = counter.Poll(out FileEvent? changes);
        Assert.That((changes!.HasWaiters, counter.FirstWatch), Is.EqualTo((false, (FileWatch?)null)));
        counter.Close();
    }

    [Test]
    public void A_level_is_told_again_an_edge_once_and_a_single_shot_never_more()
    {
        PollSet set = NewSet(out OpenFile opened);
        OpenFile counter = NewCounter(1);
        Assert.That(set.Add(counter, 1, PollEvents.Readable, PollEntryMode.None, 1), Is.EqualTo(Errno.None));
        Assert.That(set.Add(counter, 2, PollEvents.Readable, PollEntryMode.EdgeTriggered, 2), Is.EqualTo(Errno.None));
        Assert.That(set.Add(counter, 3, PollEvents.Readable, PollEntryMode.OneShot, 3), Is.EqualTo(Errno.None));
        Assert.That(Wait(set), Is.EqualTo(new ulong[] { 1, 2, 3 }));
        Assert.That(Wait(set), Is.EqualTo(new ulong[] { 1 }));
        new Caller().Write(counter, [1, 0, 0, 0, 0, 0, 0, 0]);
        Assert.That(Wait(set), Is.EqualTo(new ulong[] { 1, 2 }));
        Assert.That(set.Modify(counter, 3, PollEvents.Readable, PollEntryMode.OneShot, 33), Is.EqualTo(Errno.None));
        Assert.That(Wait(set), Is.EqualTo(new ulong[] { 1, 33 }));
        new Caller().Read(counter, new byte[8]);
        Assert.That(Wait(set), Is.Empty);
        Close(counter, opened);
    }

    [Test]
    public void Reading_a_part_is_no_edge()
    {
        PollSet set = NewSet(out OpenFile opened);
        _ = _machine.CreatePipe(out OpenFile reader, out OpenFile writer);
        Assert.That(set.Add(reader, 1, PollEvents.Readable, PollEntryMode.EdgeTriggered, 1), Is.EqualTo(Errno.None));
        new Caller().Write(writer, new byte[10]);
        Assert.That(Wait(set), Is.EqualTo(new ulong[] { 1 }));
        new Caller().Read(reader, new byte[5]);
        Assert.That(Wait(set), Is.Empty);
        new Caller().Write(writer, new byte[1]);
        Assert.That(Wait(set), Is.EqualTo(new ulong[] { 1 }), "more has come");
        Close(reader, writer, opened);
    }

    [Test]
    public void Each_has_its_turn_when_there_is_room_for_few()
    {
        PollSet set = NewSet(out OpenFile opened);
        OpenFile[] counters = [.. Enumerable.Range(0, 5).Select(_ => NewCounter(1))];
        for (int i = 0; i < 5; i++)
        {
            Assert.That(set.Add(counters[i], i, PollEvents.Readable, PollEntryMode.None, (ulong)i), Is.EqualTo(Errno.None));
        }

        List<ulong> told = [];
        for (int i = 0; i < 5; i++)
        {
            Assert.That(set.TryWait(_results.AsSpan(0, 2), out int count).IsDone);
            told.AddRange(_results[..count].Select(each => each.Cookie));
        }

        Assert.That(told, Is.EqualTo(new ulong[] { 0, 1, 2, 3, 4, 0, 1, 2, 3, 4 }));
        Close([.. counters, opened]);
    }

    [Test]
    public void A_set_in_a_set_is_ready_when_it_would_tell_something()
    {
        PollSet inner = NewSet(out OpenFile innerFile);
        PollSet outer = NewSet(out OpenFile outerFile);
        OpenFile counter = NewCounter(0);
        Assert.That(inner.Add(counter, 1, PollEvents.Readable, PollEntryMode.None, 1), Is.EqualTo(Errno.None));
        Assert.That(outer.Add(innerFile, 2, PollEvents.Readable, PollEntryMode.None, 2), Is.EqualTo(Errno.None));
        Caller caller = new();
        caller.Call(() => outer.TryWait(_results, out _));
        Assert.That(caller.IsWaiting);
        new Caller().Write(counter, [1, 0, 0, 0, 0, 0, 0, 0]);
        Assert.That(caller.Resume());
        Assert.That(caller.IsWaiting, Is.False);
        new Caller().Read(counter, new byte[8]);
        Assert.That(Wait(outer), Is.Empty);
        Close(counter, innerFile, outerFile);
    }

    [Test]
    public void Sets_stand_in_each_other_five_deep_and_in_no_circle()
    {
        (PollSet Set, OpenFile File)[] chain = [.. Enumerable.Range(0, 6).Select(_ => (NewSet(out OpenFile file), file))];
        for (int i = 0; i < 4; i++)
        {
            Assert.That(chain[i].Set.Add(chain[i + 1].File, 1, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.None));
        }

        Assert.That(chain[4].Set.Add(chain[5].File, 1, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.TooManySymbolicLinks));
        Assert.That(chain[4].Set.Add(chain[0].File, 1, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.TooManySymbolicLinks));
        Assert.That(chain[1].Set.Add(chain[0].File, 1, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.TooManySymbolicLinks));
        Assert.That(chain[3].Set.Remove(chain[4].File, 1), Is.EqualTo(Errno.None));
        Assert.That(chain[4].Set.Add(chain[5].File, 1, Both, PollEntryMode.None, 0), Is.EqualTo(Errno.None));
        Close([.. chain.Select(each => each.File)]);
    }

    [Test]
    public void Waiting_and_telling_allocate_nothing()
    {
        PollSet set = NewSet(out OpenFile opened);
        OpenFile counter = NewCounter(0);
        Assert.That(set.Add(counter, 1, PollEvents.Readable, PollEntryMode.None, 1), Is.EqualTo(Errno.None));
        PollWait wait = new();
        FileBuffer buffer = new([1, 0, 0, 0, 0, 0, 0, 0]);
        long before = 0;
        for (int i = 0; i < 10_100; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            (FileProgress written, FileProgress read) = (default, default);
            wait.Begin();
            _ = wait.Check(counter, PollEvents.Readable);
            bool isRight = wait.End().IsWaiting && counter.TryWrite(in buffer, ref written).IsDone
                && set.TryWait(_results, out int count).IsDone && count == 1 && counter.TryRead(in buffer, ref read).IsDone && set.TryWait(_results, out _).IsWaiting;
            if (!isRight)
            {
                Assert.Fail();
            }
        }

        wait.Stop();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10_000));
        Close(counter, opened);
    }

    [Test]
    public void Any_history_tells_what_the_model_tells() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Play)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private void Play(int seed)
    {
        Random random = new(seed);
        PollSet set = NewSet(out OpenFile opened);
        PollSet outer = NewSet(out OpenFile outerFile);
        Assert.That(outer.Add(opened, 99, PollEvents.Readable, PollEntryMode.None, 0), Is.EqualTo(Errno.None));
        OpenFile[] counters = [.. Enumerable.Range(0, 4).Select(_ => NewCounter(0))];
        ulong[] values = new ulong[4];
        Dictionary<int, ModelEntry> model = [];
        Caller waiting = new();
        for (int step = 0; step < 150; step++)
        {
            string say = $"seed {seed}, step {step}";
            int which = random.Next(4);
            PollEvents interest = (PollEvents)(random.Next(2) | (random.Next(2) << 2));
            PollEntryMode mode = (PollEntryMode)random.Next(4);
            switch (random.Next(8))
            {
                case 0:
                    Assert.That(set.Add(counters[which], which, interest, mode, (ulong)which), Is.EqualTo(model.ContainsKey(which) ? Errno.Exists : Errno.None), say);
                    model.TryAdd(which, new ModelEntry(interest, mode, Ready(which)));
                    break;
                case 1:
                    Assert.That(set.Modify(counters[which], which, interest, mode, (ulong)which), Is.EqualTo(model.ContainsKey(which) ? Errno.None : Errno.NoEntry), say);
                    if (model.TryGetValue(which, out ModelEntry? old))
                    {
                        model[which] = new ModelEntry(interest, mode, Ready(which)) { IsPending = old.IsPending || (Ready(which) & interest) != 0 };
                    }

                    break;
                case 2:
                    Assert.That(set.Remove(counters[which], which), Is.EqualTo(model.Remove(which) ? Errno.None : Errno.NoEntry), say);
                    break;
                case 3 or 4:
                    new Caller().Write(counters[which], [1, 0, 0, 0, 0, 0, 0, 0]);
                    values[which]++;
                    model.GetValueOrDefault(which)?.Happened(PollEvents.Readable);
                    break;
                case 5 when values[which] != 0:
                    new Caller().Read(counters[which], new byte[8]);
                    values[which] = 0;
                    model.GetValueOrDefault(which)?.Happened(PollEvents.Writable);
                    break;
                case 6 when random.Next(3) == 0:
                    counters[which].Close();
                    counters[which] = NewCounter(0);
                    values[which] = 0;
                    model.Remove(which);
                    break;
                default:
                    if (!waiting.IsWaiting)
                    {
                        bool isReady = model.Any(each => (Ready(each.Key) & each.Value.Interest) != 0 && each.Value.IsPending);
                        Assert.That(Wait(outer).Length, Is.EqualTo(isReady ? 1 : 0), $"{say}: the outer set");
                        waiting.Call(WaitAsModel);
                    }

                    break;
            }

            while (waiting.Resume())
            {
            }

            if (waiting.IsWaiting)
            {
                Assert.That(model.Any(each => (Ready(each.Key) & each.Value.Interest) != 0 && each.Value.IsPending), Is.False, $"{say}: nobody woke who waits");
            }
        }

        waiting.Interrupt();
        Close([.. counters, opened, outerFile]);

        PollEvents Ready(int which) => PollEvents.Writable | (values[which] != 0 ? PollEvents.Readable : PollEvents.None);

        FileOutcome WaitAsModel()
        {
            List<(ulong, PollEvents)> expected = [];
            foreach ((int which, ModelEntry entry) in model.OrderBy(each => each.Key))
            {
                PollEvents ready = Ready(which) & entry.Interest;
                if (entry.IsPending && ready != 0)
                {
                    expected.Add(((ulong)which, ready));
                }

                entry.Told(ready);
            }

            FileOutcome outcome = set.TryWait(_results, out int count);
            Assert.That(_results[..count].Select(each => (each.Cookie, each.Ready)).Order(), Is.EqualTo(expected), $"seed {seed}");
            return outcome;
        }
    }

    private static void Close(params OpenFile[] files) => Array.ForEach(files, file => file.Close());

    private PollSet NewSet(out OpenFile file)
    {
        PollSet set = new(_machine.Anonymous);
        file = AnonymousFileSystem.Open(set, OpenFlags.Read);
        return set;
    }

    private OpenFile NewCounter(uint count) => AnonymousFileSystem.Open(
        new EventCounter(_machine.Anonymous, count, EventCounterMode.Counter), OpenFlags.Read | OpenFlags.Write);

    private ulong[] Wait(PollSet set)
    {
        _ = set.TryWait(_results, out int count);
        return [.. _results[..count].Select(each => each.Cookie).Order()];
    }

    /// <summary>An entry: pending from something that happened until it is told or found not ready.</summary>
    private sealed class ModelEntry(PollEvents interest, PollEntryMode mode, PollEvents ready)
    {
        private bool _isDisabled;

        public PollEvents Interest { get; } = interest;

        public bool IsPending { get; set; } = (ready & interest) != 0;

        public void Happened(PollEvents cause) => IsPending |= !_isDisabled && (cause & Interest) != 0;

        public void Told(PollEvents ready)
        {
            bool isTold = IsPending && ready != 0;
            _isDisabled |= isTold && (mode & PollEntryMode.OneShot) != 0;
            IsPending = isTold && mode == PollEntryMode.None;
        }
    }
}
