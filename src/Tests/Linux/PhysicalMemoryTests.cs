using System.Collections.Generic;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>/dev/mem shows what its opener has capabilities for, and nothing else (issue 6; mem(4)).</summary>
[TestFixture]
internal sealed class PhysicalMemoryTests : IDeviceWindow
{
    private const ulong Text = LinuxMachine.Room;
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Page = 4096;
    private const ulong ReadOnly = 0;
    private const ulong ReadWrite = 2;
    private const ulong Shared = 1;
    private const ulong Private = 2;

    private LinuxMachine _machine = null!;
    private SimulatedHardware _hardware = null!;
    private SimulatedProgram _program = null!;
    private RememberedRegisters _registers = null!;

    private static ulong Device => SimulatedHardware.Registers;

    private CapabilitySpace Space => _program.Thread.Process.Descriptors.Space;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _hardware = new SimulatedHardware(_machine);
        _registers = new RememberedRegisters();
        DeviceFileSystem devices = new(new DeviceNumber(0, 5), _machine.Files, _machine.Files.Frames, _machine.Files);
        Assert.That(devices.Register("mem", new PhysicalMemoryDevice(devices, this)), Is.EqualTo(Errno.None));
        _program = _machine.Launch();
        Assert.That(_machine.Call(_program, 83, LinuxMachine.PokeText(_program, "/dev"), 0x1ff), Is.Zero);
        Assert.That(_machine.Files.Vfs.TryWalk(_machine.Files.Context, _machine.Files.Root, "/dev"u8, WalkMode.Follow, out WalkResult found).IsDone);
        Assert.That(_machine.Files.Vfs.Mount(devices, found.Found, MountFlags.None).IsOk);
        LinuxMachine.PokeWords(_program, Buffer, 0);
    }

    [TearDown]
    public void End()
    {
        _machine.Capabilities.CheckInvariants();
        Assert.That(new Sweeper(_machine.Files.Memory).Check(), Is.Null);
        _machine.Dispose();
    }

    [Test]
    public void Without_a_capability_for_a_devices_memory_it_cannot_be_opened_and_it_is_told_why()
    {
        Assert.That(Open(ReadOnly), Is.EqualTo(Failure(Errno.NotPermitted)));
        Assert.That(_machine.Capabilities.Denials.TryRead(_machine.Capabilities.Denials.Count, out Denial denial));
        Assert.That((denial.Operation, denial.Type, denial.Missing, denial.Reason), Is.EqualTo(("Open", ObjectType.DeviceMemory, Rights.Read, DenialReason.NotCovered)));
        _ = Give(Device, 1, ~Rights.Write);
        Assert.That(Open(ReadWrite), Is.EqualTo(Failure(Errno.NotPermitted)));
        Assert.That(_machine.Capabilities.Denials.TryRead(_machine.Capabilities.Denials.Count, out denial));
        Assert.That((denial.Missing, denial.Reason), Is.EqualTo((Rights.Write, DenialReason.MissingRight)));
        Assert.That(Open(ReadOnly), Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void Registers_are_read_and_written_each_once_and_only_in_the_range()
    {
        _ = Give(Device, 1);
        _ = Give(Device + (2 * Page), 1, ~Rights.Write);
        ulong file = (ulong)Open(ReadWrite);
        Assert.That(Call(17, file, Buffer, 8, Device + 8), Is.EqualTo(8));
        Assert.That(_registers.Met, Is.EqualTo(new[] { (Device + 8, 4), (Device + 12, 4) }));
        Assert.That(LinuxMachine.PeekWord(_program, Buffer), Is.EqualTo(0xc0c0c0c_08080808));
        _registers.Met.Clear();
        Assert.That(Call(18, file, Buffer, 7, Device + 1), Is.EqualTo(7));
        Assert.That(_registers.Met, Is.EqualTo(new[] { (Device + 1, 1), (Device + 2, 2), (Device + 4, 4) }));
        Assert.That(Call(17, file, Buffer, 8, Device + Page - 4), Is.EqualTo(4), "what follows is not its");
        Assert.That(Call(17, file, Buffer, 8, Device + (2 * Page)), Is.EqualTo(8), "another capability");
        _registers.Met.Clear();
        foreach (ulong address in new ulong[] { 0ul, 0x1000, 0x10_0000, Device - 1, Device + Page, Device + (3 * Page) })
        {
            Assert.That(Call(17, file, Buffer, 1, address), Is.EqualTo(Failure(Errno.NotPermitted)), $"{address:x}");
            Assert.That(Call(18, file, Buffer, 1, address), Is.EqualTo(Failure(Errno.NotPermitted)), $"{address:x}");
        }

        Assert.That(Call(18, file, Buffer, 1, Device + (2 * Page)), Is.EqualTo(Failure(Errno.NotPermitted)));
        Assert.That(Call(8, file, Device, 0), Is.EqualTo((long)Device));
        Assert.That(Call(0, file, Buffer, 2), Is.EqualTo(2));
        Assert.That(_registers.Met, Is.EqualTo(new[] { (Device, 2) }));
    }

    [Test]
    public void A_mapping_is_below_the_capability_for_its_range()
    {
        _ = Give(Device, 1);
        CapabilityHandle second = Give(Device + (2 * Page), 2);
        ulong file = (ulong)Open(ReadWrite);
        foreach ((ulong length, ulong protection, ulong flags, ulong offset, Errno expected) in new (ulong, ulong, ulong, ulong, Errno)[]
            {
                (Page, 3, Shared, 0, Errno.NotPermitted), (Page, 1, Shared, 0x10_0000, Errno.NotPermitted), (Page, 3, Shared, Device + Page, Errno.NotPermitted),
                (2 * Page, 3, Shared, Device, Errno.NotPermitted), (3 * Page, 3, Shared, Device + (2 * Page), Errno.NotPermitted),
                (Page, 3, Private, Device, Errno.Invalid), (Page, 5, Shared, Device, Errno.Invalid),
            })
        {
            Assert.That(Call(9, 0, length, protection, flags, file, offset), Is.EqualTo(Failure(expected)), $"{length:x} {protection} {flags} {offset:x}");
        }

        ulong start = (ulong)Call(9, 0, Page, 3, Shared, file, Device + (3 * Page));
        Assert.That(_program.Thread.Process.Memory!.Space.TryView(new VirtualAddress(start).Page, out RegionView view));
        Assert.That((view.Offset, view.MaxAccess), Is.EqualTo((1ul, Access.ReadWrite)));
        Assert.That(Call(10, start, Page, 5), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(3, file), Is.Zero);
        Assert.That(_program.Thread.Process.Memory!.Space.IsFree(view.Range), Is.False);
        TakeBack(second);
        Assert.That(_program.Thread.Process.Memory!.Space.IsFree(view.Range));
    }

    [Test]
    public void A_descriptor_that_is_passed_on_gives_what_its_opener_still_has()
    {
        CapabilityHandle device = Give(Device, 1);
        ulong file = (ulong)Open(ReadWrite);
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        _machine.Run();
        Assert.That(_machine.Call(child, 17, file, Buffer, 4, Device), Is.EqualTo(4));
        ulong start = (ulong)_machine.Call(child, 9, 0, Page, 1, Shared, file, Device);
        Assert.That(child.Thread.Process.Memory!.Space.IsFree(PageRange.Of(new VirtualAddress(start).Page, 1)), Is.False);
        Assert.That(_machine.Call(child, 2, LinuxMachine.PokeText(child, "/dev/mem", Text), ReadOnly, 0), Is.EqualTo(Failure(Errno.NotPermitted)), "it has none of its own");
        TakeBack(device);
        Assert.That(_machine.Call(child, 17, file, Buffer, 4, Device), Is.EqualTo(Failure(Errno.NotPermitted)));
        Assert.That(child.Thread.Process.Memory!.Space.IsFree(PageRange.Of(new VirtualAddress(start).Page, 1)));
        Assert.That(Call(17, file, Buffer, 4, Device), Is.EqualTo(Failure(Errno.NotPermitted)));
    }

    DeviceRegisters IDeviceWindow.Show(FrameNumber page)
    {
        _registers.Start = page.Address.Value;
        return _registers;
    }

    private CapabilityHandle Give(ulong first, ulong pages, Rights rights = (Rights)uint.MaxValue) => Space
        .Insert(_hardware.Make(ObjectType.DeviceMemory, first, first + (pages * Page) - 1), RightsTable.Applicable(ObjectType.DeviceMemory) & rights)
        .Expect("there is room");

    private long Open(ulong flags) => Call(2, LinuxMachine.PokeText(_program, "/dev/mem", Text), flags, 0);

    private void TakeBack(CapabilityHandle handle)
    {
        Assert.That(Space.TryDescribe(handle.Index, out _, out CapabilityDescription held));
        Assert.That(_machine.Capabilities.TakeBack(held.Record), Is.EqualTo(Errno.None));
    }

    private long Call(ulong number, params ulong[] arguments) => _machine.Call(_program, number, arguments);

    private static long Failure(Errno error) => -(long)error;

    /// <summary>Registers that say where they are, and remember who was met.</summary>
    private sealed class RememberedRegisters : DeviceRegisters
    {
        public ulong Start { get; set; }

        public List<(ulong Address, int Width)> Met { get; } = [];

        public override uint Length => (uint)Page;

        public override byte Read8(uint offset) => (byte)Meet(offset, 1);

        public override ushort Read16(uint offset) => (ushort)Meet(offset, 2);

        public override uint Read32(uint offset) => Meet(offset, 4);

        public override void Write8(uint offset, byte value) => _ = Meet(offset, 1);

        public override void Write16(uint offset, ushort value) => _ = Meet(offset, 2);

        public override void Write32(uint offset, uint value) => _ = Meet(offset, 4);

        private uint Meet(uint offset, int width)
        {
            Met.Add((Start + offset, width));
            return (offset & 0xff) * 0x1010101;
        }
    }
}
