using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Calls on files as a program makes them, and what the man pages say of bad ones.</summary>
[TestFixture]
public sealed class FileCallTests
{
    private const ulong Path = LinuxMachine.Room;
    private const ulong Other = LinuxMachine.Room + 0x1000;
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Vector = LinuxMachine.Room + 0x8000;
    private const ulong Nowhere = 0x7000_0000;
    private const ulong Kernel = 0xffff_8000_0000_0000;
    private const ulong CreateReadWrite = 0x42;
    private const ulong Here = unchecked((ulong)-100);
    private const ulong NonBlocking = 0x800;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void What_is_written_is_read_again()
    {
        ulong file = Open("/a");
        LinuxMachine.PokeText(_program, "hello", Buffer);
        Assert.That(Call(1, file, Buffer, 5), Is.EqualTo(5));
        Assert.That(Call(8, file, 1, 0), Is.EqualTo(1));
        Assert.That(Call(0, file, Other, 100), Is.EqualTo(4));
        Assert.That(LinuxMachine.PeekText(_program, Other, 4), Is.EqualTo("ello"));
        Assert.That(Call(17, file, Other, 2, 0), Is.EqualTo(2));
        Assert.That(Call(0, file, Other, 1), Is.Zero, "pread leaves the cursor, which is at the end");
    }

    [Test]
    public void A_vector_is_one_write_and_one_read()
    {
        ulong file = Open("/a");
        LinuxMachine.PokeText(_program, "onetwo", Buffer);
        LinuxMachine.PokeWords(_program, Vector, Buffer + 3, 3, 0, 0, Buffer, 3);
        Assert.That(Call(20, file, Vector, 3), Is.EqualTo(6));
        LinuxMachine.PokeWords(_program, Vector, Other + 4094, 4, Other, 10);
        Assert.That(Call(295, file, Vector, 2, 0), Is.EqualTo(6));
        Assert.That(LinuxMachine.PeekText(_program, Other + 4094, 4) + LinuxMachine.PeekText(_program, Other, 2), Is.EqualTo("twoone"));
    }

    [TestCase(1025ul, 1ul)]
    [TestCase(2ul, (ulong)long.MaxValue)]
    public void A_vector_of_too_many_or_too_long_pieces_is_invalid(ulong count, ulong length)
    {
        ulong file = Open("/a");
        LinuxMachine.PokeWords(_program, Vector, Buffer, length, Buffer, length);
        Assert.That(Call(20, file, Vector, count), Is.EqualTo(Failure(Errno.Invalid)));
    }

    [Test]
    public void A_bad_address_is_a_fault_for_every_call_that_takes_one()
    {
        ulong file = Open("/a");
        Assert.That(Call(1, file, LinuxMachine.Room, 8), Is.EqualTo(8));
        Assert.That(Call(8, file, 0, 0), Is.Zero);
        foreach (ulong bad in new[] { Nowhere, Kernel, ulong.MaxValue })
        {
            ulong[][] calls =
            [
                [0, file, bad, 1], [1, file, bad, 1], [17, file, bad, 1, 0], [19, file, bad, 1], [20, file, bad, 1], [2, bad, 0, 0], [4, bad, Buffer],
                [5, file, bad], [21, bad, 0], [22, bad], [72, file, 5, bad], [82, bad, bad], [83, bad, 0], [86, bad, bad], [88, bad, bad],
                [89, bad, Buffer, 1], [137, bad, Buffer], [138, file, bad], [7, bad, 1, 0], [332, Here, bad, 0, 0x7ff, Buffer], [79, bad, 100],
            ];
            foreach (ulong[] call in calls)
            {
                Assert.That(Call(call[0], call[1..]), Is.EqualTo(Failure(Errno.BadAddress)), $"call {call[0]} with 0x{bad:x}");
            }
        }
    }

    [Test]
    public void A_number_that_is_no_descriptor_is_told_by_every_call_that_takes_one()
    {
        foreach (ulong bad in new[] { 5ul, 1ul << 31, uint.MaxValue, 1024ul })
        {
            foreach (ulong call in new ulong[] { 0, 1, 3, 5, 8, 16, 17, 18, 19, 20, 32, 72, 73, 74, 75, 77, 81, 91, 93, 138, 190, 217, 221, 277, 285, 286, 287, 306 })
            {
                Assert.That(Call(call, bad, 0, 0, 0), Is.EqualTo(Failure(Errno.BadDescriptor)), $"call {call} on {bad}");
            }
        }
    }

    [Test]
    public void The_status_of_a_file_is_laid_out_as_struct_stat()
    {
        ulong file = Open("/a", 0x180);
        Assert.That(Call(1, file, LinuxMachine.Room, 8), Is.EqualTo(8));
        Assert.That(Call(5, file, Buffer), Is.Zero);
        byte[] status = LinuxMachine.Peek(_program, Buffer, 144);
        Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(16)), Is.EqualTo(1));
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(24)), Is.EqualTo(0x8180));
        Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(48)), Is.EqualTo(8));
        Assert.That(BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(56)), Is.EqualTo(4096));
        Text("", Path);
        Assert.That(Call(262, file, Path, Other, 0x1000), Is.Zero);
        Assert.That(LinuxMachine.Peek(_program, Other, 144), Is.EqualTo(status));
    }

    [Test]
    public void A_directory_is_listed_each_name_once_however_small_the_room()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.That(Call(3, Open($"/file{i}")), Is.Zero);
        }

        ulong directory = (ulong)Call(2, Text("/", Path), 0x10000, 0);
        List<string> names = [];
        long length;
        while ((length = Call(217, directory, Buffer, 64)) > 0)
        {
            byte[] bytes = LinuxMachine.Peek(_program, Buffer, (int)length);
            for (int at = 0; at < length; at += BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 16)))
            {
                names.Add(Encoding.UTF8.GetString(bytes.AsSpan(at + 19)[..bytes.AsSpan(at + 19).IndexOf((byte)0)]));
            }
        }

        Assert.That(length, Is.Zero);
        Assert.That(names, Is.Unique.And.Contains(".").And.Contains("..").And.Contains("file19").And.Contains("program"));
        Assert.That(names, Has.Count.EqualTo(23));
        Assert.That(Call(8, directory, 0, 0), Is.Zero);
        Assert.That(Call(217, directory, Buffer, 8), Is.EqualTo(Failure(Errno.Invalid)));
    }

    [Test]
    public void A_pipe_carries_bytes_and_its_reader_waits_for_them()
    {
        Assert.That(Call(22, Buffer), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Buffer), Is.EqualTo(1ul << 32), "the two lowest numbers");
        _machine.Begin(_program, 0, 0, Other, 10);
        Assert.That(_program.IsIdle, Is.False);
        SimulatedProgram child = _machine.Launch();
        Assert.That(child.Thread.Process, Is.Not.SameAs(_program.Thread.Process));
        Vela.Fs.OpenFile writer = _program.Thread.Process.Descriptors.Get(1, Rights.Write).Expect("it is open");
        Vela.Fs.FileProgress progress = default;
        Assert.That(writer.TryWrite(new Vela.Fs.FileBuffer([1, 2, 3]), ref progress).IsDone);
        _machine.Run();
        Assert.That(_program.IsIdle);
        Assert.That(_program.Result, Is.EqualTo(3));
        Assert.That(LinuxMachine.Peek(_program, Other, 3), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void A_write_that_nobody_will_read_fails_and_signals()
    {
        Assert.That(Call(22, Buffer), Is.Zero);
        Assert.That(Call(3, 0), Is.Zero);
        LinuxMachine.PokeWords(_program, Vector, 1, 0, 0, 0); // SIG_IGN
        Assert.That(Call(13, (ulong)Signal.Pipe, Vector, 0, 8), Is.Zero);
        Assert.That(Call(1, 1, Other, 1), Is.EqualTo(Failure(Errno.BrokenPipe)));
        LinuxMachine.PokeWords(_program, Vector, 0, 0, 0, 0); // SIG_DFL
        Assert.That(Call(13, (ulong)Signal.Pipe, Vector, 0, 8), Is.Zero);
        _machine.Begin(_program, 1, 1, Other, 1);
        Assert.That(_machine.Ended, Is.EqualTo(new[] { _program.Thread.Process }));
        Assert.That(_program.Thread.Process.ExitStatus & 0x7f, Is.EqualTo((int)Signal.Pipe));
    }

    [Test]
    public void Poll_tells_what_is_ready_and_ends_in_time()
    {
        Assert.That(Call(293, Buffer, NonBlocking), Is.Zero);
        LinuxMachine.PokeWords(_program, Vector, Pollable(0, 1), Pollable(1, 4), Pollable(-1, 5), Pollable(77, 1));
        Assert.That(Call(7, Vector, 2, 0), Is.EqualTo(1));
        Assert.That(LinuxMachine.PeekWord(_program, Vector) >> 48, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Vector + 8) >> 48, Is.EqualTo(4));
        Assert.That(Call(7, Vector, 4, unchecked((ulong)-1)), Is.EqualTo(2));
        Assert.That(LinuxMachine.PeekWord(_program, Vector + 24) >> 48, Is.EqualTo(0x20), "POLLNVAL");
        _machine.Begin(_program, 7, Vector, 1, 1000);
        Assert.That(_program.IsIdle, Is.False);
        _machine.Pass(1_000_000_000);
        Assert.That(_program.IsIdle);
        Assert.That(_program.Result, Is.Zero);
    }

    [Test]
    public void A_right_that_was_withheld_is_an_access_denied_and_changes_nothing()
    {
        ulong file = Open("/a");
        Assert.That(Call(3, file), Is.Zero);
        SimulatedProgram weak = _machine.Launch(~(Rights.Write | Rights.Create | Rights.Remove | Rights.Configure));
        LinuxMachine.PokeText(weak, "/a", Path);
        LinuxMachine.PokeText(weak, "/b", Other);
        foreach (ulong[] call in new ulong[][] { [2, Path, 1, 0], [2, Path, 0x202, 0], [2, Other, 0x42, 0x1ff], [83, Other, 0x1ff], [87, Path], [90, Path, 0], [76, Path, 0], [82, Path, Other] })
        {
            Assert.That(_machine.Call(weak, call[0], call[1..]), Is.EqualTo(Failure(Errno.AccessDenied)), $"call {call[0]}");
        }

        Assert.That(_machine.Call(weak, 2, Path, 0, 0), Is.Zero);
    }

    [Test]
    public void Record_locks_conflict_between_processes_and_go_with_the_descriptor()
    {
        SimulatedProgram other = _machine.Launch();
        LinuxMachine.PokeText(other, "/a", Path);
        ulong file = Open("/a");
        ulong theirs = (ulong)_machine.Call(other, 2, Path, CreateReadWrite, 0x1ff);
        foreach (SimulatedProgram each in new[] { _program, other })
        {
            LinuxMachine.PokeWords(each, Vector, 1, 10, 20, 0); // F_WRLCK, SEEK_SET
        }

        Assert.That(Call(72, file, 6, Vector), Is.Zero);
        Assert.That(_machine.Call(other, 72, theirs, 6, Vector), Is.EqualTo(Failure(Errno.Again)));
        Assert.That(_machine.Call(other, 72, theirs, 5, Vector), Is.Zero);
        Assert.That((int)LinuxMachine.PeekWord(other, Vector + 24), Is.EqualTo(_program.Thread.Process.ProcessId));
        LinuxMachine.PokeWords(other, Vector, 1, 10, 20, 0);
        _machine.Begin(other, 72, theirs, 7, Vector);
        Assert.That(other.IsIdle, Is.False);
        Assert.That(Call(3, file), Is.Zero);
        _machine.Run();
        Assert.That(other.IsIdle);
        Assert.That(other.Result, Is.Zero);
    }

    [Test]
    public void Flags_that_do_not_exist_are_refused()
    {
        Text("/a", Path);
        ulong file = Open("/a");
        foreach (ulong[] call in new ulong[][]
        {
            [292, file, 9, 1], [293, Buffer, 1], [290, 0, 4], [291, 1], [262, Here, Path, Buffer, 1], [263, Here, Path, 1], [265, Here, Path, Here, Path, 1],
            [316, Here, Path, Here, Path, 2], [332, Here, Path, 0x6000, 0x7ff, Buffer], [436, 0, 9, 1], [439, Here, Path, 0, 1], [73, file, 16], [8, file, 0, 9], [319, Path, 0x100],
        })
        {
            Assert.That(Call(call[0], call[1..]), Is.EqualTo(Failure(Errno.Invalid)), $"call {call[0]}");
        }
    }

    private static ulong Pollable(int descriptor, ushort events) => unchecked((uint)descriptor) | ((ulong)events << 32) | (0xffffUL << 48);

    private static long Failure(Errno error) => -(long)error;

    private long Call(ulong number, params ulong[] arguments) => _machine.Call(_program, number, arguments);

    private ulong Text(string text, ulong address) => LinuxMachine.PokeText(_program, text, address);

    private ulong Open(string path, ulong permissions = 0x1b6)
    {
        long descriptor = Call(2, Text(path, Path), CreateReadWrite, permissions);
        Assert.That(descriptor, Is.GreaterThanOrEqualTo(0), path);
        return (ulong)descriptor;
    }
}
