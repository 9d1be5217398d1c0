using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Linux;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>The console is had by a capability: opened by it, narrowed by it, taken back with it (issue 4).</summary>
[TestFixture]
internal sealed class ConsoleAuthorityTests
{
    private const ulong Text = LinuxMachine.Room;
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Write = 1;
    private const ulong ReadWrite = 2;
    private const ulong SetWindow = 0x5414;
    private const ulong GetWindow = 0x5413;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;
    private ConsoleOnMachine _console = null!;

    private DescriptorTable Descriptors => _program.Thread.Process.Descriptors;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
        _console = new ConsoleOnMachine(_machine);
        _console.MakeNode(_program, "/console");
        LinuxMachine.PokeWords(_program, Buffer, 0);
    }

    [TearDown]
    public void End()
    {
        _machine.Capabilities.CheckInvariants();
        _machine.Dispose();
    }

    [Test]
    public void Who_was_not_given_it_cannot_open_it_and_is_told_what_was_missing()
    {
        Assert.That(Open(ReadWrite), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(_console.Terminal.OpenCount, Is.Zero);
        Assert.That(Open(0x20_0000), Is.GreaterThanOrEqualTo(0), "O_PATH only names it");
        _console.Give(_program, RightsTable.Common | Rights.Write);
        Assert.That(Open(ReadWrite), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(_machine.Capabilities.Denials.TryRead(_machine.Capabilities.Denials.Count, out Denial denial));
        Assert.That((denial.Type, denial.Missing, denial.Reason), Is.EqualTo((ObjectType.Console, Rights.Read, DenialReason.MissingRight)));
    }

    [Test]
    public void A_descriptor_of_it_can_do_what_the_capability_allows([Values] bool mayConfigure)
    {
        _console.Give(_program, RightsTable.Common | Rights.Write | (mayConfigure ? Rights.Configure : Rights.None));
        ulong file = (ulong)Open(Write);
        _ = LinuxMachine.PokeText(_program, "shown", Text);
        Assert.That(Call(1, file, Text, 5), Is.EqualTo(5));
        Assert.That(_console.Shown, Is.EqualTo("shown"));
        Assert.That(Call(16, file, GetWindow, Buffer), Is.Zero);
        Assert.That(Call(16, file, SetWindow, Buffer), Is.EqualTo(mayConfigure ? 0 : Failure(Errno.NotPermitted)));
        Assert.That(Call(0, file, Buffer, 5), Is.EqualTo(Failure(Errno.BadDescriptor)), "it was not opened for that");
    }

    [Test]
    public void What_a_shell_places_is_narrowed_to_it()
    {
        _console.Give(_program, RightsTable.Common | Rights.Write);
        OpenFile file = AnonymousFileSystem.Open(_console.Terminal, OpenFlags.Read | OpenFlags.Write);
        Assert.That(file.TryOpen(Credentials.Kernel).IsDone);
        Assert.That(Descriptors.Place(0, file), Is.EqualTo(Errno.None));
        Assert.That(Call(0, 0, Buffer, 5), Is.EqualTo(Failure(Errno.NotPermitted)));
        Assert.That(Call(1, 0, Buffer, 1), Is.EqualTo(1));
    }

    [Test]
    public void Taken_back_it_is_gone_from_descriptors_and_children_and_who_waits_for_it_is_told()
    {
        _console.Give(_program);
        ulong file = (ulong)Open(ReadWrite);
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        _machine.Run();
        _machine.Begin(_program, 0, file, Buffer, 5);
        Assert.That(_program.IsIdle, Is.False);
        TakeBack();
        _machine.Run();
        Assert.That(_program.IsIdle, "it does not wait for what it cannot have");
        Assert.That(_program.Result, Is.EqualTo(Failure(Errno.Canceled)));
        Assert.Multiple(() =>
        {
            Assert.That(Call(0, file, Buffer, 5), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(Call(1, file, Buffer, 5), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(Call(16, file, GetWindow, Buffer), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(_machine.Call(child, 1, file, Buffer, 5), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(Open(ReadWrite), Is.EqualTo(Failure(Errno.AccessDenied)));
            Assert.That(_console.Terminal.OpenCount, Is.Zero);
        });
    }

    [Test]
    public void A_child_has_it_below_its_parents()
    {
        _console.Give(_program);
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        _machine.Run();
        Assert.That(_machine.Call(child, 2, LinuxMachine.PokeText(child, "/console", Text), ReadWrite, 0), Is.GreaterThanOrEqualTo(0));
        Assert.That(_console.Terminal.OpenCount, Is.EqualTo(1));
        TakeBack();
        Assert.That(_console.Terminal.OpenCount, Is.Zero);
    }

    [Test]
    public void By_a_handle_it_is_opened_without_a_name_for_what_the_handle_allows()
    {
        _console.Give(_program);
        long handle = Call((ulong)NativeCall.Handle, unchecked((ulong)-6));
        long narrow = Call((ulong)NativeCall.Derive, (ulong)handle, (ulong)(Rights.Inspect | Rights.Read));
        Assert.That(Call((ulong)NativeCall.Use, unchecked((ulong)-6), (ulong)narrow), Is.Zero);
        Assert.That(Open(ReadWrite), Is.EqualTo(Failure(Errno.AccessDenied)), "the narrower one counts");
        ulong file = (ulong)Call((ulong)NativeCall.Descriptor, (ulong)narrow, 0);
        Assert.That(_console.Terminal.Receive("hi\r"u8), Is.EqualTo(3));
        Assert.That(Call(0, file, Buffer, 10), Is.EqualTo(3));
        Assert.That(Call(1, file, Buffer, 1), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Assert.That(Call((ulong)NativeCall.Revoke, (ulong)handle), Is.Zero);
        Assert.That(Call(0, file, Buffer, 10), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Assert.That(Call((ulong)NativeCall.Use, unchecked((ulong)-6), (ulong)Call((ulong)NativeCall.Handle, unchecked((ulong)-1))), Is.EqualTo(Failure(Errno.Invalid)), "a directory is no console");
    }

    private long Open(ulong flags) => Call(2, LinuxMachine.PokeText(_program, "/console", Text), flags, 0);

    private void TakeBack()
    {
        CapabilityHandle handle = Descriptors.HandleOf(WellKnown.Console);
        Assert.That(Descriptors.Space.TryDescribe(handle.Index, out _, out CapabilityDescription held));
        Assert.That(_machine.Capabilities.TakeBack(held.Record), Is.EqualTo(Errno.None));
        _ = _machine.Capabilities.Reap();
    }

    private long Call(ulong number, params ulong[] arguments) => _machine.Call(_program, number, arguments);

    private static long Failure(Errno error) => -(long)error;
}
