using System.Text;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Primitives;

namespace Vela.Tests.Linux;

/// <summary>Running a file that a descriptor names (execveat(2), AT_EMPTY_PATH; fexecve(3)).</summary>
[TestFixture]
internal sealed class ExecuteCallTests
{
    private const ulong Path = LinuxMachine.Room;
    private const ulong EmptyPath = 0x1000;
    private const ulong CloseOnExecute = 0x8_0000;

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
        _machine.Capabilities.CheckInvariants();
        _machine.Dispose();
    }

    /// <summary>It answered ENOTDIR.</summary>
    [Test]
    public void A_file_that_a_descriptor_names_is_run([Values] bool isClosed)
    {
        ulong file = Open("/program", isClosed ? CloseOnExecute : 0);
        Assert.That(Execute(file, "", EmptyPath), Is.Zero);
        AssertRan(file);
        Assert.That(_machine.Call(_program, 72, file, 1), isClosed ? Is.EqualTo(Failure(Errno.BadDescriptor)) : Is.Zero);
    }

    [Test]
    public void A_file_without_a_name_is_run()
    {
        ulong image = Open("/program", 0);
        ulong file = (ulong)_machine.Call(_program, 319, LinuxMachine.PokeText(_program, "memory"), 0);
        Assert.That(_machine.Call(_program, 40, file, image, 0, 4096), Is.EqualTo(4096));
        Assert.That(Execute(file, "", EmptyPath), Is.Zero);
    }

    [Test]
    public void What_may_not_be_run_is_not_by_a_descriptor_either()
    {
        ulong directory = Open("/", 0x1_0000);
        ulong file = Open("/program", 0);
        Assert.That(Execute(file, "", 0), Is.EqualTo(Failure(Errno.NoEntry)));
        Assert.That(Execute(directory, "", EmptyPath), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Execute(99, "", EmptyPath), Is.EqualTo(Failure(Errno.BadDescriptor)));
        CapabilitySpace space = _program.Thread.Process.Descriptors.Space;
        CapabilityHandle whole = _program.Thread.Process.Descriptors.HandleOf((int)file);
        Rights rights = space.RightsOf(whole) & ~(Rights.Execute | Rights.Transfer);
        ulong narrow = (ulong)_machine.Call(_program, (ulong)NativeCall.Descriptor, space.Derive(whole, rights).Expect("fewer rights").Value, 0);
        Assert.That(Execute(narrow, "", EmptyPath), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Execute(directory, "program", EmptyPath), Is.Zero, "a name is a name");
        Assert.That(Encoding.UTF8.GetString(_program.Thread.Process.Name), Is.EqualTo("program"));
    }

    private static long Failure(Errno error) => -(long)error;

    private ulong Open(string path, ulong flags)
    {
        long file = _machine.Call(_program, 2, LinuxMachine.PokeText(_program, path), flags, 0);
        Assert.That(file, Is.GreaterThanOrEqualTo(0));
        return (ulong)file;
    }

    private long Execute(ulong directory, string path, ulong flags)
    {
        _machine.Begin(_program, 322, directory, LinuxMachine.PokeText(_program, path), 0, 0, flags);
        Assert.That(_program.IsIdle);
        return _program.Result;
    }

    private void AssertRan(ulong file)
    {
        Assert.That(Encoding.UTF8.GetString(_program.Thread.Process.Name), Is.EqualTo($"{file}"));
        Assert.That(LinuxMachine.PeekWord(_program, Path), Is.Zero, "its memory is new");
    }
}
