using NUnit.Framework;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>What a child shares with its maker and what it has for itself, flag by flag (clone(2), clone3(2); C-46, S-25).</summary>
[TestFixture]
public sealed class CloneCallTests
{
    private const ulong Clone = 56;
    private const ulong CloneWith = 435;
    private const ulong Wait = 61;
    private const ulong WaitIdentified = 247;
    private const ulong Exit = 60;
    private const ulong ExitGroup = 231;
    private const ulong Barrier = 324;
    private const ulong Memory = 0x100;
    private const ulong Paths = 0x200;
    private const ulong Files = 0x400;
    private const ulong Handlers = 0x800;
    private const ulong Sibling = 0x8000;
    private const ulong ThreadOf = 0x1_0000;
    private const ulong LocalStorage = 0x8_0000;
    private const ulong SetParentId = 0x10_0000;
    private const ulong ClearChildId = 0x20_0000;
    private const ulong Detached = 0x40_0000;
    private const ulong SetChildId = 0x100_0000;
    private const ulong ClearHandlers = 0x1_0000_0000;
    private const ulong Child = 17;
    private const ulong Place = LinuxMachine.Room + 0x8000;

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

    [TestCase(0ul, false, false, false, false)]
    [TestCase(Memory, true, false, false, false)]
    [TestCase(Files, false, true, false, false)]
    [TestCase(Memory | Files, true, true, false, false)]
    [TestCase(Memory | Handlers, true, false, true, false)]
    [TestCase(Memory | Handlers | Files, true, true, true, false)]
    [TestCase(Memory | Handlers | Files | Paths | ThreadOf, true, true, true, true)]
    public void Each_flag_shares_its_part_and_nothing_else(ulong flags, bool memory, bool files, bool handlers, bool process)
    {
        Thread child = Cloned(flags | ((flags & ThreadOf) != 0 ? 0 : Child));
        Process mine = _program.Thread.Process;
        Assert.Multiple(() =>
        {
            Assert.That(child.Process == mine, Is.EqualTo(process));
            Assert.That(child.Process.Memory == mine.Memory, Is.EqualTo(memory));
            Assert.That(child.Process.Descriptors == mine.Descriptors, Is.EqualTo(files));
            Assert.That(child.Process.Actions == mine.Actions, Is.EqualTo(handlers));
            Assert.That(child.Process.Group, Is.SameAs(mine.Group));
        });
    }

    [TestCase(Handlers)]
    [TestCase(ThreadOf)]
    [TestCase(ThreadOf | Memory)]
    [TestCase(Memory | Handlers | ClearHandlers)]
    public void Flags_that_need_or_exclude_each_other_are_refused(ulong flags)
    {
        int before = _machine.Container.Threads.Count;
        Assert.That(With(flags, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Container.Threads, Has.Count.EqualTo(before));
    }

    [Test]
    public void A_thread_and_a_sibling_have_no_signal_of_their_own()
    {
        Assert.That(With(Memory | Handlers | ThreadOf, Child), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(With(Sibling, Child), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(With(Detached, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(With(1UL << 40, 0), Is.EqualTo(-(long)Errno.Invalid));
    }

    /// <summary>A base that is not canonical would make the kernel fault when it loads it.</summary>
    [TestCase(0x8000_0000_0000_0000)]
    [TestCase(0xffff_8000_0000_0000)]
    [TestCase(0x0000_7f80_0000_0000ul)]
    public void A_place_for_local_storage_that_no_program_can_have_is_refused(ulong place)
    {
        int before = _machine.Container.Threads.Count;
        Assert.That(_machine.Call(_program, Clone, Child | LocalStorage, 0, 0, 0, place), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(_machine.Container.Threads, Has.Count.EqualTo(before));
        Thread child = Cloned(Child | LocalStorage, 0x1234);
        Assert.That(child.Registers.FsBase, Is.EqualTo(0x1234));
    }

    [Test]
    public void Numbers_are_stored_where_they_are_wanted_and_cleared_at_the_end_in_memory_that_lives_on()
    {
        ulong flags = Memory | SetParentId | SetChildId | ClearChildId | Child;
        long id = _machine.Call(_program, Clone, flags, 0, Place, Place + 4, 0);
        Assert.That(LinuxMachine.PeekWord(_program, Place), Is.EqualTo((ulong)id | ((ulong)id << 32)));
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)id)!);
        _machine.Begin(child, Exit, 0);
        Assert.That(LinuxMachine.PeekWord(_program, Place), Is.EqualTo((ulong)id), "the child's word is cleared");
    }

    [Test]
    public void A_sibling_is_its_makers_parents_child()
    {
        SimulatedProgram child = _machine.Adopt(Cloned(Child));
        long id = _machine.Call(child, Clone, Sibling | Child, 0, 0, 0, 0);
        Assert.That(_machine.Container.Find((int)id)!.Parent, Is.SameAs(_program.Thread.Process));
    }

    [Test]
    public void Waiting_tells_apart_children_by_their_signal_and_by_what_happened()
    {
        const ulong Exited = 4;
        const ulong Leave = 0x0100_0000;
        const ulong NoHang = 1;
        const ulong ByClone = 0x8000_0000;
        Thread silent = Cloned(0);
        SimulatedProgram child = _machine.Adopt(silent);
        ulong id = (ulong)silent.Process.ProcessId;
        Assert.That(_machine.Call(_program, Wait, id, 0, NoHang, 0), Is.EqualTo(-(long)Errno.NoChild), "it sends no SIGCHLD");
        Assert.That(_machine.Call(_program, Wait, id, 0, NoHang | ByClone, 0), Is.Zero);
        Assert.That(_machine.Call(_program, WaitIdentified, 1, id, Place, NoHang | Exited | ByClone, 0), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Place), Is.Zero, "si_signo");
        _machine.Begin(child, ExitGroup, 7);
        Assert.That(_machine.Call(_program, WaitIdentified, 1, id, Place, Exited | Leave | ByClone, 0), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Place) & 0xffff_ffff, Is.EqualTo(Child));
        Assert.That(LinuxMachine.PeekWord(_program, Place + 8), Is.EqualTo(1), "CLD_EXITED");
        Assert.That(LinuxMachine.PeekWord(_program, Place + 24) & 0xffff_ffff, Is.EqualTo(7));
        Assert.That(_machine.Call(_program, WaitIdentified, 0, 0, Place, Exited | ByClone, 0), Is.Zero, "it was left");
        Assert.That(_machine.Call(_program, WaitIdentified, 0, 0, Place, Exited | ByClone, 0), Is.EqualTo(-(long)Errno.NoChild));
        Assert.That(_machine.Call(_program, WaitIdentified, 9, id, Place, Exited, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, WaitIdentified, 0, 0, Place, 0, 0), Is.EqualTo(-(long)Errno.Invalid));
    }

    [Test]
    public void Barriers_between_the_threads_of_a_program_are_to_be_announced()
    {
        const ulong Private = 8;
        const ulong Announce = 16;
        Assert.That(_machine.Call(_program, Barrier, 0, 0) & (long)(Private | Announce), Is.EqualTo((long)(Private | Announce)));
        Assert.That(_machine.Call(_program, Barrier, Private, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(_machine.Call(_program, Barrier, Announce, 0), Is.Zero);
        Assert.That(_machine.Call(_program, Barrier, Private, 0), Is.Zero);
        Assert.That(_machine.Call(_program, Barrier, 32, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(_machine.Call(_program, Barrier, 1, 0), Is.Zero);
        Assert.That(_machine.Call(_program, Barrier, 0, 1), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, Barrier, 1 << 20, 0), Is.EqualTo(-(long)Errno.Invalid));
    }

    private Thread Cloned(ulong flags, ulong storage = 0)
    {
        long id = _machine.Call(_program, Clone, flags, 0, 0, 0, storage);
        Assert.That(id, Is.Positive);
        return _machine.Container.FindThread((int)id)!;
    }

    /// <summary>struct clone_args of 64 bytes: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls.</summary>
    private long With(ulong flags, ulong signal)
    {
        _ = LinuxMachine.PokeWords(_program, Place, flags, 0, 0, 0, signal, 0, 0, 0);
        return _machine.Call(_program, CloneWith, Place, 64);
    }
}
