using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Processes and threads as capabilities (docs/abi/vela.md): no number, and no container (issue 4, C-81).</summary>
[TestFixture]
internal sealed class ProcessHandleTests
{
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Forever = ulong.MaxValue;
    private const ulong Everything = (ulong)(Rights.Signal | Rights.Wait | Rights.Suspend | Rights.Run | Rights.Destroy | Rights.Duplicate | Rights.Transfer | Rights.WriteState | Rights.ReadState | Rights.Schedule);
    private const ulong Kill = 9;
    private const ulong User = 10;
    private const ulong ThreadParts = 0x1_0f00;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _parent = null!;
    private SimulatedProgram _child = null!;
    private ulong _handle;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _parent = _machine.Launch();
        _child = Fork(_parent);
        _handle = Handle(Call(_parent, NativeCall.Reach, Home(_parent), Number(_child), Everything));
        LinuxMachine.PokeWords(_parent, Buffer, 0);
    }

    [TearDown]
    public void End()
    {
        _machine.Capabilities.CheckInvariants();
        _machine.Dispose();
    }

    [Test]
    public void A_parent_without_a_container_waits_for_its_child_and_nothing_is_left_of_it()
    {
        Assert.That(Call(_parent, NativeCall.Use, unchecked((ulong)-2), 0), Is.Zero);
        Assert.That(_machine.Call(_parent, 61, Number(_child), 0, 0, 0), Is.EqualTo(Failure(Errno.NotPermitted)), "wait4(2) asks the container");
        Begin(_parent, NativeCall.Wait, _handle, Buffer, Forever);
        Assert.That(_parent.IsIdle, Is.False);
        _machine.Begin(_child, 231, 7);
        Assert.That(_parent.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_parent, Buffer), Is.EqualTo(7 << 8));
        Assert.That(_machine.Container.Processes, Has.Count.EqualTo(1));
        Assert.That(Call(_parent, NativeCall.Wait, _handle, Buffer, Forever), Is.Zero, "the status is told as long as there is a capability");
        foreach (NativeCall call in new[] { NativeCall.Signal, NativeCall.Suspend, NativeCall.Resume, NativeCall.Destroy })
        {
            Assert.That(Call(_parent, call, _handle, 0), Is.EqualTo(Failure(Errno.NoProcess)), call.ToString());
        }
    }

    [Test]
    public void The_registers_of_a_thread_are_told()
    {
        ulong thread = Handle(Call(_parent, NativeCall.Reach, _handle, Number(_child), (ulong)Rights.ReadState));
        _child.Thread.Registers.Rbx = 0x1234;
        _child.Thread.Registers.R15 = 0x5678;
        Assert.That(Call(_parent, NativeCall.Registers, thread, Buffer), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_parent, Buffer + (3 * 8)), Is.EqualTo(0x1234));
        Assert.That(LinuxMachine.PeekWord(_parent, Buffer + (15 * 8)), Is.EqualTo(0x5678));
        Assert.That(LinuxMachine.PeekWord(_parent, Buffer + (16 * 8)), Is.EqualTo(_child.Thread.Registers.Rip));
        Assert.That(LinuxMachine.PeekWord(_parent, Buffer + (18 * 8)), Is.EqualTo(_child.Thread.Registers.FsBase));
        Assert.That(Call(_parent, NativeCall.Registers, thread, 0x7000_0000), Is.EqualTo(Failure(Errno.BadAddress)));
        Assert.That(Call(_parent, NativeCall.Registers, _handle, Buffer), Is.EqualTo(Failure(Errno.Invalid)), "a process has none");
        _machine.Begin(_child, 231, 7);
        Assert.That(Call(_parent, NativeCall.Registers, thread, Buffer), Is.EqualTo(Failure(Errno.NoProcess)));
    }

    [Test]
    public void A_process_runs_with_the_weight_and_on_the_share_that_it_is_given()
    {
        Assert.That(Call(_parent, NativeCall.Schedule, _handle, 7, 0), Is.Zero);
        Assert.That(_child.Thread.Nice, Is.EqualTo(7));
        Assert.That(_parent.Thread.Nice, Is.Zero);
        foreach (ulong nice in new[] { 20ul, unchecked((ulong)-21), 1ul << 32, ulong.MaxValue >> 1 })
        {
            Assert.That(Call(_parent, NativeCall.Schedule, _handle, nice, 0), Is.EqualTo(Failure(Errno.Invalid)), $"{nice}");
        }

        ulong whole = Handle(Call(_parent, NativeCall.Handle, unchecked((ulong)-3)));
        ulong part = Handle(Call(_parent, NativeCall.Split, whole, LinuxMachine.PokeWords(_parent, Buffer, 0, 1, 0, 0, 0, 1ul << 19)));
        Assert.That(Call(_parent, NativeCall.Schedule, _handle, unchecked((ulong)-5), part), Is.Zero);
        CapabilitySpace space = _parent.Thread.Process.Descriptors.Space;
        Quota quota = space.Get<Quota>(new CapabilityHandle(part), Rights.None).Expect("it was split");
        Assert.That(quota.Used(Resource.Threads), Is.EqualTo(1));
        Assert.That(quota.ShareHolder, Is.SameAs(quota));
        Assert.That(_machine.Container.AreThreadsPaid());
        Assert.That(Call(_parent, NativeCall.Schedule, Handle(Call(_parent, NativeCall.Reach, Home(_parent), Number(_parent), (ulong)Rights.Schedule)), 3, part), Is.EqualTo(Failure(Errno.QuotaExceeded)));
        Assert.That(_parent.Thread.Nice, Is.Zero, "nothing has changed");
        _machine.Begin(_child, 231, 7);
        _machine.Pass(1_000_000_000); // its share is small
        Assert.That(_machine.Call(_parent, 61, Number(_child), 0, 0, 0), Is.GreaterThan(0));
        Assert.That(quota.Used(Resource.Threads), Is.Zero);
        Assert.That(_machine.Container.AreThreadsPaid());
        Assert.That(Call(_parent, NativeCall.Schedule, _handle, 0, 0), Is.EqualTo(Failure(Errno.NoProcess)));
    }

    [Test]
    public void Only_root_makes_anybody_more_urgent()
    {
        Assert.That(Call(_parent, NativeCall.Schedule, _handle, 7, 0), Is.Zero);
        Assert.That(_machine.Call(_parent, 105, 1000), Is.Zero);
        Assert.That(Call(_parent, NativeCall.Schedule, _handle, 6, 0), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(_parent, NativeCall.Schedule, _handle, 8, 0), Is.Zero, "a capability asks for no user");
    }

    [Test]
    public void Who_is_not_the_parent_is_told_and_leaves_the_child_to_the_parent()
    {
        SimulatedProgram other = _machine.Launch();
        ulong theirs = Handle(Call(_parent, NativeCall.Give, _handle, (ulong)Rights.Wait, Number(other)));
        Assert.That(Call(other, NativeCall.Signal, theirs, User), Is.EqualTo(Failure(Errno.NotCapable)));
        Begin(other, NativeCall.Wait, theirs, Buffer, Forever);
        _machine.Begin(_child, 231, 7);
        Assert.That(other.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(other, Buffer), Is.EqualTo(7 << 8));
        Assert.That(_machine.Call(_parent, 61, Number(_child), 0, 0, 0), Is.GreaterThan(0));
        Assert.That(Call(other, NativeCall.Wait, theirs, Buffer, Forever), Is.Zero);
    }

    [Test]
    public void Revoking_the_capability_that_it_was_reached_through_takes_it_back_from_who_waits()
    {
        SimulatedProgram other = _machine.Launch();
        ulong theirs = Handle(Call(_parent, NativeCall.Give, _handle, (ulong)Rights.Wait, Number(other)));
        Begin(other, NativeCall.Wait, theirs, Buffer, Forever);
        Assert.That(Call(_parent, NativeCall.Revoke, Home(_parent)), Is.Zero);
        Assert.That(other.Result, Is.EqualTo(Failure(Errno.Canceled)));
        Assert.That(Call(_parent, NativeCall.Signal, _handle, 0), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Assert.That(_child.Thread.Process.State, Is.EqualTo(ProcessState.Alive));
    }

    [Test]
    public void What_is_suspended_does_not_run_until_it_is_resumed_whatever_signal_comes()
    {
        Assert.That(Call(_parent, NativeCall.Suspend, _handle), Is.Zero);
        _child.Prepare(39); // getpid
        _machine.Run();
        Assert.That(_child.IsIdle, Is.False);
        Assert.That(Call(_parent, NativeCall.Signal, _handle, 18), Is.Zero, "SIGCONT is for what was stopped");
        _machine.Run();
        Assert.That(_child.IsIdle, Is.False);
        Assert.That(Call(_parent, NativeCall.Suspend, _handle), Is.Zero, "it is not counted");
        Assert.That(Call(_parent, NativeCall.Resume, _handle), Is.Zero);
        _machine.Run();
        Assert.That(_child.IsIdle);
        Assert.That(_child.Result, Is.EqualTo((long)Number(_child)));
    }

    [Test]
    public void What_waits_while_it_is_suspended_goes_on_when_it_is_resumed()
    {
        ulong notification = Handle(Call(_parent, NativeCall.Create, (ulong)ObjectType.Notification));
        ulong theirs = Handle(Call(_parent, NativeCall.Give, notification, (ulong)Rights.Wait, _handle));
        Begin(_child, NativeCall.Wait, theirs, Buffer, Forever);
        Assert.That(Call(_parent, NativeCall.Suspend, _handle), Is.Zero);
        Assert.That(Call(_parent, NativeCall.Signal, notification, 4), Is.Zero);
        _machine.Run();
        Assert.That(_child.IsIdle, Is.False);
        Assert.That(Call(_parent, NativeCall.Resume, _handle), Is.Zero);
        _machine.Run();
        Assert.That(_child.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_child, Buffer), Is.EqualTo(4));
    }

    [Test]
    public void What_is_suspended_can_be_ended([Values] bool isSignal)
    {
        Assert.That(Call(_parent, NativeCall.Suspend, _handle), Is.Zero);
        Assert.That(isSignal ? Call(_parent, NativeCall.Signal, _handle, Kill) : Call(_parent, NativeCall.Destroy, _handle), Is.Zero);
        _machine.Run();
        Assert.That(Call(_parent, NativeCall.Wait, _handle, Buffer, 0), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_parent, Buffer), Is.EqualTo(Kill));
    }

    [Test]
    public void A_thread_is_reached_through_its_process_and_is_ended_alone()
    {
        SimulatedProgram second = _machine.Adopt(_machine.Container.FindThread((int)_machine.Call(_child, 56, ThreadParts, Buffer, 0, 0, 0))!);
        ulong thread = Handle(Call(_parent, NativeCall.Reach, _handle, (ulong)second.Thread.ThreadId, Everything));
        Assert.That(Call(_parent, NativeCall.Reach, _handle, 1, Everything), Is.EqualTo(Failure(Errno.NoProcess)));
        Assert.That(Call(_parent, NativeCall.Reach, _handle, (ulong)_parent.Thread.ThreadId, Everything), Is.EqualTo(Failure(Errno.NoProcess)), "it is another's");
        Assert.That(Call(_parent, NativeCall.Suspend, thread), Is.Zero);
        second.Prepare(39);
        _machine.Run();
        Assert.That(second.IsIdle, Is.False);
        Assert.That(_machine.Call(_child, 39), Is.EqualTo((long)Number(_child)), "the others run");
        Begin(_parent, NativeCall.Wait, thread, Buffer, Forever);
        Assert.That(_parent.IsIdle, Is.False);
        SimulatedProgram other = _machine.Launch();
        ulong again = Handle(Call(other, NativeCall.Reach, Handle(Call(other, NativeCall.Reach, Home(other), Number(_child), (ulong)Rights.Destroy)), (ulong)second.Thread.ThreadId, (ulong)Rights.Destroy));
        Assert.That(Call(other, NativeCall.Destroy, again), Is.Zero);
        _machine.Run();
        Assert.That(_parent.Result, Is.Zero);
        Assert.That(_child.Thread.Process.State, Is.EqualTo(ProcessState.Alive));
        Assert.That(_child.Thread.Process.Threads, Has.Count.EqualTo(1));
        Assert.That(Call(_parent, NativeCall.Signal, thread, 0), Is.EqualTo(Failure(Errno.NoProcess)));
    }

    [Test]
    public void No_more_is_reached_than_the_handle_has_and_no_other_users_process()
    {
        ulong narrow = Handle(Call(_parent, NativeCall.Derive, Home(_parent), (ulong)Rights.Wait));
        Assert.That(Call(_parent, NativeCall.Reach, narrow, Number(_child), (ulong)Rights.Signal), Is.EqualTo(Failure(Errno.NotCapable)));
        Assert.That(Call(_parent, NativeCall.Reach, narrow, 99_999, (ulong)Rights.Wait), Is.EqualTo(Failure(Errno.NoProcess)));
        Assert.That(Call(_parent, NativeCall.Reach, Handle(Call(_parent, NativeCall.Handle, unchecked((ulong)-3))), Number(_child), 0), Is.EqualTo(Failure(Errno.Invalid)));
        Assert.That(Call(_parent, NativeCall.Signal, _handle, 65), Is.EqualTo(Failure(Errno.Invalid)));
        ulong itself = Handle(Call(_parent, NativeCall.Reach, Home(_parent), Number(_parent), Everything));
        Assert.That(Call(_parent, NativeCall.Wait, itself, Buffer, Forever), Is.EqualTo(Failure(Errno.Deadlock)));
        Assert.That(_machine.Call(_child, 105, 1000), Is.Zero);
        Assert.That(Call(_child, NativeCall.Reach, Home(_child), Number(_parent), (ulong)Rights.Signal), Is.EqualTo(Failure(Errno.NotPermitted)), "as with kill(2)");
        Assert.That(Call(_child, NativeCall.Reach, Home(_child), Number(_child), (ulong)Rights.Signal), Is.GreaterThan(0));
    }

    [Test]
    public void A_capability_for_a_process_that_is_gone_leaves_nothing()
    {
        _machine.Begin(_child, 231, 0);
        Assert.That(Call(_parent, NativeCall.Wait, _handle, Buffer, 0), Is.Zero);
        Assert.That(Call(_parent, NativeCall.Delete, _handle), Is.Zero);
        uint records = _machine.Capabilities.RecordCount;
        int objects = _machine.Capabilities.ObjectCount;
        _child = Fork(_parent);
        _handle = Handle(Call(_parent, NativeCall.Reach, Home(_parent), Number(_child), Everything));
        Assert.That(Call(_parent, NativeCall.Destroy, _handle), Is.Zero);
        Assert.That(Call(_parent, NativeCall.Wait, _handle, Buffer, 0), Is.Zero);
        Assert.That(Call(_parent, NativeCall.Delete, _handle), Is.Zero);
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(records));
        Assert.That(_machine.Capabilities.ObjectCount, Is.EqualTo(objects));
        Assert.That(_machine.Container.AreThreadsPaid());
    }

    private static long Failure(Errno error) => -(long)error;

    private static ulong Number(SimulatedProgram program) => (ulong)program.Thread.Process.ProcessId;

    private static ulong Handle(long answer)
    {
        Assert.That(answer is < 0 and > -4096, Is.False, $"it fails: {answer}");
        return (ulong)answer;
    }

    private SimulatedProgram Fork(SimulatedProgram parent) => _machine.Adopt(_machine.Container.FindThread((int)_machine.Call(parent, 57))!);

    private ulong Home(SimulatedProgram program) => Handle(Call(program, NativeCall.Handle, unchecked((ulong)-2)));

    private void Begin(SimulatedProgram program, NativeCall call, params ulong[] arguments) => _machine.Begin(program, (ulong)call, arguments);

    private long Call(SimulatedProgram program, NativeCall call, params ulong[] arguments) => _machine.Call(program, (ulong)call, arguments);
}
