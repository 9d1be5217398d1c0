using System;
using System.Buffers.Binary;
using NUnit.Framework;
using Vela.Primitives;

namespace Vela.Tests.Linux;

/// <summary>Shared memory by number, as programs ask for it (C-42, C-43; shmget(2), shmat(2), shmdt(2), shmctl(2)).</summary>
[TestFixture]
public sealed class SharedMemoryCallTests
{
    private const ulong Get = 29;
    private const ulong Attach = 30;
    private const ulong Control = 31;
    private const ulong Detach = 67;
    private const ulong Unmap = 11;
    private const ulong Fork = 57;
    private const ulong Create = 0x200;
    private const ulong Exclusive = 0x400;
    private const ulong OwnerAll = 0x180;
    private const ulong ReadOnly = 0x1000;
    private const ulong Rounded = 0x2000;
    private const ulong Over = 0x4000;
    private const ulong Remove = 0;
    private const ulong Set = 1;
    private const ulong Tell = 2;
    private const ulong TellUse = 14;
    private const ulong TellPlace = 13;
    private const ulong Place = 0x2000_0000;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
    }

    [TearDown]
    public void End()
    {
        _machine.Container.Segments?.RemoveAll();
        _machine.Dispose();
    }

    [Test]
    public void Two_programs_that_attach_a_segment_see_the_same_bytes()
    {
        long id = Made(7, 5000);
        Assert.That(_machine.Call(_program, Get, 7, 5000, Create | Exclusive | OwnerAll), Is.EqualTo(-(long)Errno.Exists));
        ulong mine = Attached(_program, id);
        SimulatedProgram other = _machine.Launch();
        Assert.That(_machine.Call(other, Get, 7, 0, 0), Is.EqualTo(id));
        ulong theirs = Attached(other, id);
        _ = LinuxMachine.PokeWords(_program, mine + 4096, 0x1234_5678);
        Assert.That(LinuxMachine.PeekWord(other, theirs + 4096), Is.EqualTo(0x1234_5678));
        Assert.That(_machine.Call(_program, Detach, mine), Is.Zero);
        Assert.That(_machine.Call(_program, Detach, mine), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(LinuxMachine.PeekWord(other, theirs + 4096), Is.EqualTo(0x1234_5678));
    }

    [Test]
    public void A_place_that_is_asked_for_is_taken_only_when_it_is_free_or_may_be_replaced()
    {
        long id = Made(0, 8192);
        Assert.That(_machine.Call(_program, Attach, (ulong)id, Place, 0), Is.EqualTo((long)Place));
        Assert.That(_machine.Call(_program, Attach, (ulong)id, Place + 4096, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, Attach, (ulong)id, Place + 4096, Over), Is.EqualTo((long)Place + 4096));
        Assert.That(_machine.Call(_program, Attach, (ulong)id, Place + 100_005, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, Attach, (ulong)id, Place + 100_005, Rounded), Is.EqualTo((long)Place + 98_304));
        Assert.That(_machine.Call(_program, Attach, (ulong)id, 0, Over), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, Attach, 77, 0, 0), Is.EqualTo(-(long)Errno.Invalid));
    }

    [Test]
    public void Detaching_takes_away_what_is_left_of_the_attachment_and_nothing_else()
    {
        long id = Made(0, 4 * 4096);
        Assert.That(_machine.Call(_program, Attach, (ulong)id, Place, 0), Is.EqualTo((long)Place));
        Assert.That(_machine.Call(_program, Unmap, Place, 4096), Is.Zero);
        Assert.That(_machine.Call(_program, Unmap, Place + 8192, 4096), Is.Zero);
        long other = Made(0, 4096);
        Assert.That(_machine.Call(_program, Attach, (ulong)other, Place + 8192, 0), Is.EqualTo((long)Place + 8192));
        Assert.That(_machine.Call(_program, Detach, Place), Is.Zero);
        _ = LinuxMachine.PokeWords(_program, Place + 8192, 5);
        Assert.That(Attachments(id), Is.Zero);
        Assert.That(Attachments(other), Is.EqualTo(1));
    }

    [Test]
    public void What_is_attached_to_read_cannot_be_written_and_never_will_be()
    {
        long id = Made(0, 4096);
        ulong at = (ulong)_machine.Call(_program, Attach, (ulong)id, 0, ReadOnly);
        Assert.That(_machine.Call(_program, 228, 1, at), Is.EqualTo(-(long)Errno.BadAddress), "clock_gettime into it");
        Assert.That(_machine.Call(_program, 10, at, 4096, 3), Is.EqualTo(-(long)Errno.AccessDenied), "mprotect");
    }

    [Test]
    public void A_removed_segment_is_told_as_such_and_goes_with_its_last_attachment()
    {
        long id = Made(9, 4096);
        ulong at = Attached(_program, id);
        Assert.That(_machine.Call(_program, Control, (ulong)id, Remove, 0), Is.Zero);
        Assert.That(_machine.Call(_program, Get, 9, 4096, 0), Is.EqualTo(-(long)Errno.NoEntry));
        Assert.That(_machine.Call(_program, Control, (ulong)id, Tell, LinuxMachine.Room), Is.Zero);
        Assert.That(Status(20) & 0x200, Is.EqualTo(0x200), "SHM_DEST");
        Assert.That(_machine.Call(_program, Detach, at), Is.Zero);
        Assert.That(_machine.Call(_program, Control, (ulong)id, Tell, LinuxMachine.Room), Is.EqualTo(-(long)Errno.Invalid));
    }

    [Test]
    public void Its_owner_changes_its_mode_and_reads_how_it_is_used()
    {
        long id = Made(11, 5000);
        ulong at = Attached(_program, id);
        _ = LinuxMachine.PokeWords(_program, at, 1);
        Assert.That(_machine.Call(_program, Control, (ulong)id, Tell, LinuxMachine.Room), Is.Zero);
        Assert.That(Status(0), Is.EqualTo(11));
        Assert.That(LinuxMachine.PeekWord(_program, LinuxMachine.Room + 48), Is.EqualTo(5000));
        Assert.That(Status(80), Is.EqualTo((uint)_program.Thread.Process.ProcessId));
        byte[] changed = LinuxMachine.Peek(_program, LinuxMachine.Room, 112);
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(20), 0x1ff);
        _ = LinuxMachine.Poke(_program, LinuxMachine.Room, changed);
        Assert.That(_machine.Call(_program, Control, (ulong)id, Set, LinuxMachine.Room), Is.Zero);
        long place = _machine.Call(_program, Control, 0, TellUse, LinuxMachine.Room);
        Assert.That(LinuxMachine.PeekWord(_program, LinuxMachine.Room + 8), Is.EqualTo(2), "pages");
        Assert.That(LinuxMachine.PeekWord(_program, LinuxMachine.Room + 16), Is.EqualTo(1), "touched");
        Assert.That(_machine.Call(_program, Control, (ulong)place, TellPlace, LinuxMachine.Room), Is.EqualTo(id));
        Assert.That(Status(20), Is.EqualTo(0x1ff));
        Assert.That(_machine.Call(_program, Control, (ulong)id, 99, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, Control, (ulong)id, Tell, 8), Is.EqualTo(-(long)Errno.BadAddress));
    }

    [Test]
    public void A_child_has_what_its_parent_has_attached()
    {
        long id = Made(0, 4096);
        _ = Attached(_program, id);
        long child = _machine.Call(_program, Fork);
        Assert.That(Attachments(id), Is.EqualTo(2));
        SimulatedProgram forked = _machine.Adopt(_machine.Container.Find((int)child)!.FirstThread!);
        _machine.Begin(forked, 231, 0);
        Assert.That(Attachments(id), Is.EqualTo(1));
    }

    [TestCase(ulong.MaxValue, Errno.NoMemory)]
    [TestCase(0ul, Errno.Invalid)]
    public void A_size_that_no_segment_can_have_is_refused(ulong size, Errno expected) =>
        Assert.That(_machine.Call(_program, Get, 0, size, Create), Is.EqualTo(-(long)expected));

    private long Made(ulong key, ulong size)
    {
        long id = _machine.Call(_program, Get, key, size, Create | OwnerAll);
        Assert.That(id, Is.Positive);
        return id;
    }

    private ulong Attached(SimulatedProgram program, long id)
    {
        long at = _machine.Call(program, Attach, (ulong)id, 0, 0);
        Assert.That(at, Is.Positive);
        return (ulong)at;
    }

    private uint Attachments(long id) => _machine.Container.Segments!.Find((int)id).Expect("it is there").AttachCount;

    private uint Status(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(LinuxMachine.Peek(_program, LinuxMachine.Room + (ulong)offset, 4));
}
