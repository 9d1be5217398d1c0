using System.Collections.Generic;
using NUnit.Framework;
using Vela.Primitives;

namespace Vela.Tests.Linux;

/// <summary>A process with many children, waited for by number, by group and as they come (wait(2)).</summary>
[TestFixture]
public sealed class ChildrenTests
{
    private const ulong Fork = 57;
    private const ulong Exit = 60;
    private const ulong Wait = 61;
    private const ulong NoHang = 1;
    private const int Many = 7;
    private const ulong Any = ulong.MaxValue;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _parent = null!;
    private List<SimulatedProgram> _children = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _parent = _machine.Launch();
        _children = [];
        for (int i = 0; i < Many; i++)
        {
            long id = _machine.Call(_parent, Fork);
            _children.Add(_machine.Adopt(_machine.Container.FindThread((int)id)!));
            _machine.Run();
        }
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void Children_are_waited_for_by_number_in_any_order([Values(1, 2, 3, 4, 5, 6)] int step)
    {
        for (int i = 0; i < Many; i++)
        {
            SimulatedProgram child = _children[i * step % Many];
            ulong id = IdOf(child);
            Assert.That(_machine.Call(_parent, Wait, id, 0, NoHang, 0), Is.Zero, "it lives");
            _machine.Begin(child, Exit, 0);
            _machine.Run();
            Assert.That(_machine.Call(_parent, Wait, id, 0, NoHang, 0), Is.EqualTo((long)id));
            Assert.That(_machine.Call(_parent, Wait, id, 0, NoHang, 0), Is.EqualTo(-(long)Errno.NoChild));
            Assert.That(_parent.Thread.Process.Children.Count, Is.EqualTo(Many - 1 - i));
            Assert.That(_parent.Thread.Process.Group.Members.Count, Is.EqualTo(Many - i));
        }

        Assert.That(_machine.Call(_parent, Wait, Any, 0, 0, 0), Is.EqualTo(-(long)Errno.NoChild));
    }

    [Test]
    public void Each_that_has_ended_is_found_once_by_who_waits_for_any()
    {
        HashSet<long> found = [];
        foreach (SimulatedProgram child in _children)
        {
            _machine.Begin(child, Exit, 0);
        }

        _machine.Run();
        for (int i = 0; i < Many; i++)
        {
            Assert.That(found.Add(_machine.Call(_parent, Wait, Any, 0, NoHang, 0)));
        }

        Assert.That(found, Has.None.LessThanOrEqualTo(0));
    }

    [Test]
    public void Somebody_elses_child_is_nobody_to_wait_for()
    {
        long id = _machine.Call(_children[0], Fork);
        Assert.That(_machine.Call(_parent, Wait, (ulong)id, 0, NoHang, 0), Is.EqualTo(-(long)Errno.NoChild));
        Assert.That(_machine.Call(_parent, Wait, IdOf(_parent), 0, NoHang, 0), Is.EqualTo(-(long)Errno.NoChild));
    }

    private static ulong IdOf(SimulatedProgram program) => (ulong)program.Thread.Process.ProcessId;
}
