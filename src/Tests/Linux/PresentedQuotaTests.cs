using System;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Tests.Linux;

/// <summary>Whatever a program makes is charged to the quota it presents, whoever else is in its container, and given back in the end (issue 4, C-88, C-102).</summary>
[TestFixture]
internal sealed class PresentedQuotaTests
{
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Text = LinuxMachine.Room;
    private const ulong Plenty = 500;
    private const ulong Little = 12;
    private const ulong Page = 4096;

    private static readonly Kind[] _kinds =
    [
        new("a process", Resource.Threads, Errno.Again, (machine, program) => machine.Call(program, 57)),
        new("a thread", Resource.Threads, Errno.Again, (machine, program) => machine.Call(program, 56, 0x1_0f00, Buffer, 0, 0, 0)),
        new("a process's objects", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 57)),
        new("a process's capabilities", Resource.Capabilities, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 57)),
        new("a pipe", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 22, Buffer)),
        new("a counter", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 290, 0, 0)),
        new("a poll set", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 291, 0)),
        new("a timer", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 283, 1, 0)),
        new("a signal file", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 289, ulong.MaxValue, LinuxMachine.PokeWords(program, Buffer, 0), 8, 0)),
        new("a memory file", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 319, LinuxMachine.PokeText(program, "memory", Text), 0)),
        new("an endpoint", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, (ulong)NativeCall.Create, (ulong)ObjectType.Endpoint)),
        new("a notification", Resource.Capabilities, Errno.QuotaExceeded, (machine, program) => machine.Call(program, (ulong)NativeCall.Create, (ulong)ObjectType.Notification)),
        new("a pager", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, (ulong)NativeCall.Create, (ulong)ObjectType.Pager)),
        new("paged memory", Resource.Objects, Errno.QuotaExceeded, MakePaged),
        new("a process that is reached", Resource.Capabilities, Errno.QuotaExceeded, (machine, program) => machine.Call(program, (ulong)NativeCall.Reach, (ulong)machine.Call(program, (ulong)NativeCall.Handle, unchecked((ulong)-2)), (ulong)program.Thread.Process.ProcessId, 0)),
        new("an open file", Resource.Objects, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 2, LinuxMachine.PokeText(program, "/program", Text), 0, 0)),
        new("a descriptor", Resource.Capabilities, Errno.QuotaExceeded, (machine, program) => machine.Call(program, 32, 0)),
        new("a derived capability", Resource.Capabilities, Errno.QuotaExceeded, (machine, program) => machine.Call(program, (ulong)NativeCall.Derive, (ulong)machine.Call(program, (ulong)NativeCall.Handle, 0), 0)),
        new("a mapping of a file", Resource.Mappings, Errno.NoMemory, (machine, program) => machine.Call(program, 9, 0, Page, 1, 2, 0, 0)),
        new("an attached segment", Resource.Mappings, Errno.NoMemory, (machine, program) => machine.Call(program, 30, (ulong)machine.Call(program, 29, 7, Page, 0x3ff), 0, 0)),
        new("memory", Resource.Frames, Errno.NoMemory, (machine, program) => Touch(program, machine.Call(program, 9, 0, Page, 3, 0x22, ulong.MaxValue, 0))),
        new("shared memory", Resource.Frames, Errno.NoMemory, (machine, program) => Touch(program, machine.Call(program, 9, 0, Page, 3, 0x21, ulong.MaxValue, 0))),
        new("a segment's memory", Resource.Frames, Errno.NoMemory, TouchSegment),
        new("a memory file's contents", Resource.Frames, Errno.NoMemory, WriteMemoryFile),
        new("a pipe's bytes", Resource.Frames, Errno.QuotaExceeded, (machine, program) => WritePipe(machine, program, Page)),
    ];

    [TestCaseSource(nameof(_kinds))]
    public void Exhausting_the_quota_that_was_presented_fails_its_holder_only(Kind kind)
    {
        using LinuxMachine machine = new();
        SimulatedProgram other = Launch(machine);
        Settle(machine);
        Quota root = machine.Capabilities.RootQuota;
        ulong[] before = Amounts(root);

        SimulatedProgram program = Launch(machine);
        int processes = machine.Container.Processes.Count;
        Quota part = Present(machine, program, kind.Resource);
        long result = 0;
        int made = 0;
        while (result >= 0 && made <= (int)Little)
        {
            result = kind.Make(machine, program);
            made++;
        }

        Assert.That(result, Is.EqualTo(-(long)kind.Expected), $"after {made}");
        Assert.That(part.Used(kind.Resource), Is.GreaterThan(0).And.LessThanOrEqualTo(Little));
        Assert.That(kind.Make(machine, other), Is.GreaterThanOrEqualTo(0), "another in the same container is not concerned");
        machine.Capabilities.CheckInvariants();
        Assert.That(machine.Container.AreThreadsPaid());
        Assert.That(new Sweeper(machine.Files.Memory).Check(), Is.Null);

        foreach (int id in machine.Container.CopyNumbers().Where(id => id > program.Thread.Process.ProcessId))
        {
            Assert.That(machine.Call(program, 62, (ulong)id, 9), Is.Zero);
            machine.Run();
        }

        machine.Begin(program, 231, 0);
        machine.Begin(other, 231, 0);
        Settle(machine);
        Assert.That(machine.Container.Processes, Is.Empty);
        Assert.That(processes, Is.EqualTo(2));
        _ = Launch(machine);
        Settle(machine);
        Assert.That(Amounts(root), Is.EqualTo(before), "everything was given back where it was taken");
        machine.Capabilities.CheckInvariants();
    }

    /// <summary>Else a program that only reads far and wide, which shows it the zero page, could take all memory for its tables.</summary>
    [Test]
    public void Page_tables_are_charged_to_who_pays_for_the_address_space()
    {
        const int Enough = 64;
        using LinuxMachine machine = new();
        SimulatedProgram other = Launch(machine);
        SimulatedProgram program = Launch(machine);
        Quota part = Present(machine, program, Resource.Frames, Enough);
        machine.Begin(program, 59, LinuxMachine.PokeText(program, "/program", Text), 0, 0);
        ulong before = part.Used(Resource.Frames);
        Assert.That(before, Is.GreaterThan(0).And.LessThan(Enough));
        int made = 0;
        while (made <= Enough && ReadFarAway(machine, program) == 0)
        {
            made++;
        }

        Assert.That(made, Is.GreaterThan(0).And.LessThanOrEqualTo(Enough - (int)before));
        Assert.That(ReadFarAway(machine, other), Is.Zero);
        Assert.That(new Sweeper(machine.Files.Memory).Check(), Is.Null);
        machine.Begin(program, 231, 0);
        Settle(machine);
        Assert.That(part.Used(Resource.Frames), Is.Zero);
    }

    /// <summary>Else a program that maps and never touches could take all memory for what the kernel remembers of it.</summary>
    [Test]
    public void Regions_are_charged_to_who_pays_for_the_address_space_and_can_be_unmapped_without()
    {
        const ulong Enough = 32;
        const ulong RegionsInFrame = 21;
        using LinuxMachine machine = new();
        SimulatedProgram other = Launch(machine);
        SimulatedProgram program = Launch(machine);
        Quota part = Present(machine, program, Resource.Frames, Enough);
        machine.Begin(program, 59, LinuxMachine.PokeText(program, "/program", Text), 0, 0);
        ulong before = part.Used(Resource.Frames);
        long large = machine.Call(program, 9, 0, 3 * Page, 0, 0x22, ulong.MaxValue, 0);
        long last = 0;
        ulong made = 0;
        long next;
        while ((next = MapShared(machine, program)) >= 0 && made <= Enough * RegionsInFrame)
        {
            last = next;
            made++;
        }

        Assert.That(next, Is.EqualTo(-(long)Errno.NoMemory));
        Assert.That(made, Is.GreaterThan((Enough - before - 1) * RegionsInFrame).And.LessThanOrEqualTo((Enough - before + 1) * RegionsInFrame));
        Assert.That(MapShared(machine, other), Is.GreaterThan(0));
        Assert.That(new Sweeper(machine.Files.Memory).Check(), Is.Null);
        Assert.That(machine.Call(program, 11, (ulong)large + Page, Page), Is.EqualTo(-(long)Errno.NoMemory), "that would make one of it two");
        Assert.That(machine.Call(program, 10, (ulong)large, 3 * Page, 1), Is.Zero, "and this does not");
        Assert.That(machine.Call(program, 11, (ulong)last, Page), Is.Zero);
        for (ulong i = 0; i < RegionsInFrame * 3; i++)
        {
            Assert.That(machine.Call(program, 11, (ulong)last + ((i + 1) * Page), Page), Is.Zero);
        }

        Assert.That(machine.Call(program, 11, (ulong)large + Page, Page), Is.Zero);
        Assert.That(new Sweeper(machine.Files.Memory).Check(), Is.Null);
        machine.Begin(program, 231, 0);
        Settle(machine);
        Assert.That(part.Used(Resource.Frames), Is.Zero);
    }

    /// <summary>A pipe that cannot grow is full earlier: who writes waits for who reads, and nothing is lost.</summary>
    [Test]
    public void A_pipe_holds_as_much_as_its_makers_quota_pays_for()
    {
        const ulong Pages = 7;
        using LinuxMachine machine = new();
        SimulatedProgram program = Launch(machine);
        Quota part = Present(machine, program, Resource.Frames, Pages);
        Assert.That(WritePipe(machine, program, 16 * Page), Is.EqualTo(4 * Page), "the powers of two below what is left");
        Assert.That(part.Used(Resource.Frames), Is.EqualTo(4));
        Assert.That(WritePipe(machine, program, 16 * Page), Is.EqualTo(2 * Page));
        Assert.That(new Sweeper(machine.Files.Memory).Check(), Is.Null);
        Assert.That(machine.Call(program, 0, 1, Text, 16 * Page), Is.EqualTo(4 * Page));
        Assert.That(machine.Call(program, 1, 2, Text, Page), Is.EqualTo(Page), "what was read makes room");
        Assert.That(part.Used(Resource.Frames), Is.EqualTo(6));
        Assert.That(machine.Call(program, 72, 4, 1031, Page), Is.EqualTo(-(long)Errno.Busy));
        Assert.That(machine.Call(program, 72, 2, 1031, Page), Is.EqualTo((long)Page));
        Assert.That(part.Used(Resource.Frames), Is.EqualTo(3), "F_SETPIPE_SZ gives back");
        machine.Begin(program, 231, 0);
        Settle(machine);
        Assert.That(part.Used(Resource.Frames), Is.Zero);
        Assert.That(new Sweeper(machine.Files.Memory).Check(), Is.Null);
    }

    /// <summary>The program holds a part of the container's quota and has all that it makes paid from that.</summary>
    private static Quota Present(LinuxMachine machine, SimulatedProgram program, Resource scarce, ulong little = Little)
    {
        ulong[] amounts = [.. Enum.GetValues<Resource>().Select(resource => resource == Resource.CpuShare ? 0 : resource == scarce ? little : Plenty)];
        ulong whole = (ulong)machine.Call(program, (ulong)NativeCall.Handle, unchecked((ulong)-3));
        ulong part = (ulong)machine.Call(program, (ulong)NativeCall.Split, whole, LinuxMachine.PokeWords(program, Buffer, amounts));
        Assert.That(machine.Call(program, (ulong)NativeCall.Use, unchecked((ulong)-3), part), Is.Zero);
        return program.Thread.Process.Descriptors.Space.Get<Quota>(new CapabilityHandle(part), Rights.Charge).Expect("it was split");
    }

    private static SimulatedProgram Launch(LinuxMachine machine)
    {
        SimulatedProgram program = machine.Launch();
        Assert.That(machine.Call(program, 2, LinuxMachine.PokeText(program, "/program", Text), 0, 0), Is.Zero);
        LinuxMachine.PokeWords(program, Buffer, 0);
        return program;
    }

    private static void Settle(LinuxMachine machine)
    {
        machine.Run();
        _ = machine.Capabilities.Reap();
        while (machine.Files.Memory.HasWork && !machine.Files.Memory.Work())
        {
        }
    }

    private static ulong[] Amounts(Quota quota) =>
        [.. Enum.GetValues<Resource>().SelectMany(resource => new[] { quota.Limit(resource), quota.Used(resource) })];

    private static long Touch(SimulatedProgram program, long address)
    {
        if (address < 0)
        {
            return address;
        }

        Vela.Memory.Progress progress = default;
        PageRange page = PageRange.Of(new VirtualAddress((ulong)address).Page, 1);
        FaultOutcome outcome = program.Thread.Process.Memory!.Space.TryPopulate(page, Access.Write, ref progress);
        return outcome.IsContinue ? 0 : -(long)Errno.NoMemory;
    }

    /// <summary>How much a new pipe takes, which stays.</summary>
    private static long WritePipe(LinuxMachine machine, SimulatedProgram program, ulong bytes)
    {
        const ulong NonBlocking = 0x800;
        Assert.That(machine.Call(program, 293, Buffer, NonBlocking), Is.Zero);
        return machine.Call(program, 1, LinuxMachine.PeekWord(program, Buffer) >> 32, Text, bytes);
    }

    private static long TouchSegment(LinuxMachine machine, SimulatedProgram program)
    {
        ulong segment = (ulong)machine.Call(program, 29, 0, Page, 0x3ff);
        long address = machine.Call(program, 30, segment, 0, 0);
        Assert.That(machine.Call(program, 31, segment, 0, 0), Is.Zero, "it is to go with its last attachment");
        return Touch(program, address);
    }

    /// <summary>The zero page costs nothing, but the tables that map it, each for another 2 MiB, do.</summary>
    private static long ReadFarAway(LinuxMachine machine, SimulatedProgram program)
    {
        long address = machine.Call(program, 9, 0, 1 << 21, 1, 0x22, ulong.MaxValue, 0);
        Vela.Memory.Progress progress = default;
        PageRange page = PageRange.Of(new VirtualAddress((ulong)address).Page, 1);
        FaultOutcome outcome = program.Thread.Process.Memory!.Space.TryPopulate(page, Access.Read, ref progress);
        return outcome.IsContinue ? 0 : -(long)Errno.NoMemory;
    }

    private static long MapShared(LinuxMachine machine, SimulatedProgram program) => machine.Call(program, 9, 0, Page, 0, 0x21, ulong.MaxValue, 0);

    private static long MakePaged(LinuxMachine machine, SimulatedProgram program)
    {
        long pager = machine.Call(program, (ulong)NativeCall.Create, (ulong)ObjectType.Pager);
        return pager < 0 ? pager : machine.Call(program, (ulong)NativeCall.Paged, (ulong)pager, 1, Page);
    }

    private static long WriteMemoryFile(LinuxMachine machine, SimulatedProgram program)
    {
        ulong file = (ulong)machine.Call(program, 319, LinuxMachine.PokeText(program, "memory", Text), 0);
        return machine.Call(program, 1, file, Text, 2 * Page);
    }

    /// <summary>Something that programs make, and what there is not enough of in the end.</summary>
    internal sealed record Kind(string Name, Resource Resource, Errno Expected, Func<LinuxMachine, SimulatedProgram, long> Make)
    {
        public override string ToString() => Name;
    }
}
