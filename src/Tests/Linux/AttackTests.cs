using System;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;
using Vela.Tests.Fs;

namespace Vela.Tests.Linux;

/// <summary>Ways by which a program tries to get at what it was not given, or to keep what was taken back (issue 4).</summary>
[TestFixture]
internal sealed class AttackTests
{
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong ReadWriteCreate = 0x42;
    private const ulong Everybody = 0x1ff;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    private DescriptorTable Descriptors => _program.Thread.Process.Descriptors;

    private AddressSpace Space => _program.Thread.Process.Memory!.Space;

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
        Assert.That(new Sweeper(_machine.Files.Memory).Check(), Is.Null);
        _machine.Dispose();
    }

    /// <summary>Maximum rights flow from the object to the region to the page: who may not execute a file may not execute a mapping of it.</summary>
    [Test]
    public void A_file_that_may_only_be_read_is_not_mapped_to_be_executed([Values(1ul, 2ul)] ulong shared)
    {
        ulong reader = Narrowed(MakeFile("/data"), Rights.Read | Rights.Map);
        Assert.That(Call(9, 0, 4096, 5, shared, reader, 0), Is.EqualTo(Failure(Errno.AccessDenied)));
        ulong start = (ulong)Call(9, 0, 4096, 1, shared, reader, 0);
        Assert.That(Call(10, start, 4096, 5), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(10, start, 4096, 1), Is.Zero);
    }

    [Test]
    public void A_file_in_a_directory_that_may_not_be_executed_is_not_run()
    {
        ulong reader = Narrowed((ulong)Call(2, Text("/"), 0x1_0000, 0), Rights.Read | Rights.Map);
        Assert.That(Call(322, reader, Text("program"), 0, 0, 0), Is.EqualTo(Failure(Errno.AccessDenied)));
    }

    [Test]
    public void A_link_does_not_lead_back_to_a_root_that_was_taken_back()
    {
        _ = MakeFile("/data");
        Assert.That(Call(83, Text("/dir"), Everybody), Is.Zero);
        Assert.That(Call(88, Text("/"), LinuxMachine.PokeText(_program, "/dir/up", Buffer)), Is.Zero);
        ulong foreign = HandOver("/dir"); // not below the program's root
        Assert.That(Call(81, foreign), Is.Zero);
        Assert.That(Call(4, Text("up/data"), Buffer), Is.Zero);
        TakeBack(Descriptors.Root);
        Assert.Multiple(() =>
        {
            Assert.That(Call(4, Text("up/data"), Buffer), Is.LessThan(0));
            Assert.That(Call(83, Text("up/new"), Everybody), Is.LessThan(0));
            Assert.That(Call(87, Text("up/data")), Is.LessThan(0));
            Assert.That(Call(83, Text("new"), Everybody), Is.Zero, "what it was handed is still its own");
        });
    }

    [Test]
    public void Rights_that_were_split_off_the_root_are_not_used_by_paths_any_more()
    {
        ulong whole = Handle(Native(NativeCall.Handle, Standing(-1)));
        ulong root = Handle(Native(NativeCall.Derive, whole, (ulong)Descriptors.Space.RightsOf(new CapabilityHandle(whole))));
        Assert.That(Native(NativeCall.Use, Standing(-1), root), Is.Zero);
        _ = Handle(Native(NativeCall.SplitRights, root, (ulong)Rights.Create));
        Assert.That(Call(83, Text("/new"), Everybody), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(83, Text("new"), Everybody), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(4, Text("/program"), Buffer), Is.Zero);
    }

    [Test]
    public void A_duplicate_from_before_goes_with_what_it_came_from()
    {
        ulong file = MakeFile("/data");
        ulong copy = (ulong)Call(32, file);
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        ulong start = (ulong)Call(9, 0, 4096, 1, 1, copy, 0);
        TakeBack(Descriptors.Root);
        Assert.Multiple(() =>
        {
            Assert.That(Call(17, file, Buffer, 4, 0), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(Call(17, copy, Buffer, 4, 0), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(_machine.Call(child, 17, copy, Buffer, 4, 0), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(Space.IsFree(PageRange.Of(new VirtualAddress(start).Page, 1)));
            Assert.That(Call(32, copy), Is.EqualTo(Failure(Errno.BadDescriptor)));
        });
        SimulatedProgram later = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        Assert.That(_machine.Call(later, 17, copy, Buffer, 4, 0), Is.EqualTo(Failure(Errno.BadDescriptor)), "and is not inherited");
    }

    [Test]
    public void Who_sleeps_by_a_clock_that_is_taken_back_is_told_so()
    {
        LinuxMachine.PokeWords(_program, Buffer, 1000, 0);
        _machine.Begin(_program, 35, Buffer, 0);
        Assert.That(_program.IsIdle, Is.False);
        TakeBack(Descriptors.HandleOf(WellKnown.Clock));
        _machine.Run();
        Assert.That(_program.IsIdle);
        Assert.That(_program.Result, Is.EqualTo(Failure(Errno.Canceled)));
        Assert.That(Call(228, 1, Buffer), Is.EqualTo(Failure(Errno.NotPermitted)));
    }

    [Test]
    public void Who_waits_for_children_of_a_container_that_is_taken_back_is_told_so()
    {
        Assert.That(Call(57), Is.GreaterThan(0));
        _machine.Begin(_program, 61, ulong.MaxValue, 0, 0, 0);
        Assert.That(_program.IsIdle, Is.False);
        TakeBack(Descriptors.HandleOf(WellKnown.Home));
        _machine.Run();
        Assert.That(_program.IsIdle);
        Assert.That(_program.Result, Is.EqualTo(Failure(Errno.Canceled)));
    }

    /// <summary>A capability for another container makes processes there; a thread is where its process is, and is paid for once.</summary>
    [Test]
    public void A_thread_made_with_another_containers_capability_is_in_its_processs_own()
    {
        using Inner inner = new(_machine);
        Assert.That(Descriptors.Give(WellKnown.Home, _machine.Capabilities.RootSpace, inner.Handle, Container.Usable), Is.EqualTo(Errno.None));
        ulong before = inner.Container.Quota.Used(Resource.Threads);
        long id = Call(56, 0x1_0f00, Buffer, 0, 0, 0);
        Assert.That(id, Is.GreaterThan(0));
        Assert.That(_machine.Container.FindThread((int)id), Is.Not.Null);
        Assert.That(inner.Container.FindThread((int)id), Is.Null);
        _machine.Begin(_machine.Adopt(_machine.Container.FindThread((int)id)!), 60, 0);
        Assert.That(_machine.Container.FindThread((int)id), Is.Null);
        Assert.That(inner.Container.Quota.Used(Resource.Threads), Is.EqualTo(before));
    }

    private static ulong Standing(int which) => unchecked((ulong)which);

    private static long Failure(Errno error) => -(long)error;

    private static ulong Handle(long answer)
    {
        Assert.That(answer is < 0 and > -4096, Is.False, $"it fails: {answer}");
        return (ulong)answer;
    }


    private ulong Text(string text) => LinuxMachine.PokeText(_program, text);

    private long Call(ulong number, params ulong[] arguments) => _machine.Call(_program, number, arguments);

    private long Native(NativeCall call, params ulong[] arguments) => _machine.Call(_program, (ulong)call, arguments);

    private ulong MakeFile(string path)
    {
        ulong file = (ulong)Call(2, Text(path), ReadWriteCreate, Everybody);
        LinuxMachine.PokeText(_program, "text", Buffer);
        Assert.That(Call(18, file, Buffer, 4, 0), Is.EqualTo(4));
        return file;
    }

    /// <summary>A descriptor for the same file with fewer rights.</summary>
    private ulong Narrowed(ulong descriptor, Rights rights)
    {
        CapabilityHandle narrow = Descriptors.Space.Derive(Descriptors.HandleOf((int)descriptor), rights).Expect("fewer rights");
        return (ulong)Descriptors.AddHeld(narrow, DescriptorFlags.None).Expect("there is room");
    }

    /// <summary>A directory as a descriptor, below no capability of the program's.</summary>
    private ulong HandOver(string path)
    {
        FileMachine files = _machine.Files;
        OpenFile opened = files.MustOpen(path, OpenFlags.Read | OpenFlags.Directory);
        CapabilityHandle handle = Descriptors.Space.Insert(opened, files.Root.Rights & RightsTable.Applicable(ObjectType.Directory)).Expect("there is room");
        return (ulong)Descriptors.AddHeld(handle, DescriptorFlags.None).Expect("there is room");
    }

    private void TakeBack(CapabilityHandle handle)
    {
        Assert.That(Descriptors.Space.TryDescribe(handle.Index, out _, out CapabilityDescription held));
        while (_machine.Capabilities.TakeBack(held.Record) == Errno.Again)
        {
        }
    }

    /// <summary>A container in the machine's, with a little of everything.</summary>
    private sealed class Inner : IDisposable
    {
        private readonly LinuxMachine _machine;
        private readonly CapabilityHandle _quota;

        public Inner(LinuxMachine machine)
        {
            _machine = machine;
            CapabilitySpace held = machine.Capabilities.RootSpace;
            QuotaAmounts amounts = default;
            foreach (Resource resource in Enum.GetValues<Resource>().Where(resource => resource != Resource.CpuShare))
            {
                amounts[resource] = 64;
            }

            _quota = held.Split(machine.Capabilities.RootQuotaHandle, in amounts).Expect("there is enough");
            Container = new Container(machine.Container, machine.Container.Account, held.Get<Quota>(_quota, Rights.None).Expect("it was split"));
            Handle = held.Insert(Container, RightsTable.Applicable(ObjectType.Container)).Expect("there is room");
        }

        public Container Container { get; }

        public CapabilityHandle Handle { get; }

        public void Dispose()
        {
            Assert.That(_machine.Capabilities.RootSpace.Delete(Handle), Is.EqualTo(Errno.None));
            Assert.That(_machine.Capabilities.RootSpace.Delete(_quota), Is.EqualTo(Errno.None));
        }
    }
}
