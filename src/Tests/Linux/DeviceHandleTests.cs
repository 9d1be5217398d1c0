using NUnit.Framework;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Ports, registers and interrupts as capabilities (docs/abi/vela.md; issue 4).</summary>
[TestFixture]
internal sealed class DeviceHandleTests
{
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Forever = ulong.MaxValue;
    private const ulong Page = 4096;

    private LinuxMachine _machine = null!;
    private SimulatedHardware _hardware = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _hardware = new SimulatedHardware(_machine);
        _program = _machine.Launch();
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
    public void Ports_are_read_and_written_in_their_range_only()
    {
        ulong ports = Give(ObjectType.DevicePorts, 0x70, 0x73);
        Assert.That(Call(NativeCall.Input, ports, 0x73, 1), Is.EqualTo(0x73));
        Assert.That(Call(NativeCall.Input, ports, 0x70, 4), Is.EqualTo(0x70707070));
        Assert.That(Call(NativeCall.Output, ports, 0x72, 2, 0x1_2345), Is.Zero);
        Assert.That(_hardware.Written, Is.EqualTo(new[] { ((ushort)0x72, 2, 0x2345u) }));
        foreach ((ulong port, ulong width) in new (ulong, ulong)[] { (0x6f, 1), (0x74, 1), (0x73, 2), (0x71, 4), (0x1_0070, 1), (ulong.MaxValue, 1), (1ul << 63, 4) })
        {
            Assert.That(Call(NativeCall.Input, ports, port, width), Is.EqualTo(Failure(Errno.NoDeviceOrAddress)), $"{port:x}");
            Assert.That(Call(NativeCall.Output, ports, port, width, 1), Is.EqualTo(Failure(Errno.NoDeviceOrAddress)), $"{port:x}");
        }

        foreach (ulong width in new[] { 0ul, 3ul, 8ul, ulong.MaxValue })
        {
            Assert.That(Call(NativeCall.Input, ports, 0x70, width), Is.EqualTo(Failure(Errno.Invalid)));
        }

        ulong last = Give(ObjectType.DevicePorts, 0xfffc, 0xffff);
        Assert.That(Call(NativeCall.Input, last, 0xfffd, 4), Is.EqualTo(Failure(Errno.NoDeviceOrAddress)), "ports end there");
        Assert.That(_hardware.Written, Has.Count.EqualTo(1));
    }

    [Test]
    public void Registers_are_mapped_uncached_never_executable_and_go_with_the_capability()
    {
        ulong device = Give(ObjectType.DeviceMemory, SimulatedHardware.Registers, SimulatedHardware.Registers + 0x1fff);
        int regions = (int)_program.Thread.Process.Memory!.Space.RegionCount;
        foreach ((ulong offset, ulong length, ulong protection) in new (ulong, ulong, ulong)[]
            { (0, 0, 3), (0, 100, 3), (5, Page, 3), (0, 3 * Page, 3), (2 * Page, Page, 3), (Page, 2 * Page, 3), (0, Page, 7), (0, Page, 5), (0, Page, 0), (0, Page, 8), (ulong.MaxValue - 4095, Page, 3), (0, ulong.MaxValue - 4095, 3) })
        {
            Assert.That(Call(NativeCall.Map, device, offset, length, protection), Is.EqualTo(Failure(Errno.Invalid)), $"{offset:x} {length:x} {protection}");
        }

        Assert.That(_program.Thread.Process.Memory!.Space.RegionCount, Is.EqualTo(regions));
        ulong start = (ulong)Call(NativeCall.Map, device, Page, Page, 3);
        RegionView view = ViewOf(start);
        Assert.That(view.MaxAccess, Is.EqualTo(Access.ReadWrite));
        Assert.That(_machine.Call(_program, 10, start, Page, 5), Is.EqualTo(Failure(Errno.AccessDenied)), "it is never executable");
        ulong narrow = Handle(Call(NativeCall.Derive, device, (ulong)(Rights.Read | Rights.Map)));
        ulong seen = (ulong)Call(NativeCall.Map, narrow, 0, Page, 1);
        Assert.That(Call(NativeCall.Map, narrow, 0, Page, 3), Is.EqualTo(Failure(Errno.NotCapable)));
        Assert.That(_machine.Call(_program, 10, seen, Page, 3), Is.EqualTo(Failure(Errno.AccessDenied)), "nor written through a narrow one");
        Assert.That(Call(NativeCall.Delete, device), Is.Zero);
        Assert.That(_program.Thread.Process.Memory!.Space.RegionCount, Is.EqualTo(regions + 2), "a mapping outlives the handle");
        TakeBack(narrow);
        Assert.That(_program.Thread.Process.Memory!.Space.RegionCount, Is.EqualTo(regions + 1), "and goes when it is taken back");
        Assert.That(_machine.Call(_program, 11, start, Page), Is.Zero);
    }

    [Test]
    public void Memory_is_no_device()
    {
        foreach ((ulong first, ulong last) in new (ulong, ulong)[] { (0, 0xfff), (0x10_0000, 0x10_0fff), (SimulatedHardware.Registers - Page, SimulatedHardware.Registers + 0xfff), (SimulatedHardware.Registers, SimulatedHardware.Registers + 0x4fff) })
        {
            Assert.That(Make(ObjectType.DeviceMemory, first, last), Is.EqualTo(Errno.NotPermitted), $"{first:x}");
        }

        Assert.That(Make(ObjectType.DeviceMemory, SimulatedHardware.Registers, SimulatedHardware.Registers + 5), Is.EqualTo(Errno.Invalid), "whole pages");
        Assert.That(Make(ObjectType.DeviceMemory, 1, 0), Is.EqualTo(Errno.Invalid));
        Assert.That(Make(ObjectType.DeviceMemory, ulong.MaxValue - 4095, ulong.MaxValue), Is.EqualTo(Errno.Invalid));
        Assert.That(Make(ObjectType.DevicePorts, 0, 0x1_0000), Is.EqualTo(Errno.Invalid));
        Assert.That(Make(ObjectType.DeviceInterrupt, 24, 24), Is.EqualTo(Errno.NoDeviceOrAddress));
        Assert.That(Make(ObjectType.DeviceInterrupt, ulong.MaxValue, ulong.MaxValue), Is.EqualTo(Errno.NoDeviceOrAddress));
        Assert.That(Make(ObjectType.Console, 0, 0), Is.EqualTo(Errno.Invalid));
    }

    [Test]
    public void An_interrupt_is_waited_for_served_and_acknowledged()
    {
        ulong interrupt = Give(ObjectType.DeviceInterrupt, 8, 8);
        Assert.That(Make(ObjectType.DeviceInterrupt, 8, 8), Is.EqualTo(Errno.Busy));
        Assert.That(Call(NativeCall.Wait, interrupt, Buffer, 0), Is.EqualTo(Failure(Errno.Again)));
        _machine.Begin(_program, (ulong)NativeCall.Wait, interrupt, Buffer, Forever);
        Assert.That(_program.IsIdle, Is.False);
        _hardware.Interrupt(8);
        _machine.Run();
        Assert.That(_program.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Buffer), Is.EqualTo(1));
        Assert.That(_hardware.Acknowledged, Is.Empty);
        Assert.That(Call(NativeCall.Acknowledge, interrupt), Is.Zero);
        Assert.That(_hardware.Acknowledged, Is.EqualTo(new[] { 8 }));
        _hardware.Interrupt(8);
        _hardware.Interrupt(8);
        Assert.That(Call(NativeCall.Wait, interrupt, Buffer, 0), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Buffer), Is.EqualTo(2));
        _machine.Begin(_program, (ulong)NativeCall.Wait, interrupt, Buffer, Forever);
        TakeBack(interrupt);
        _machine.Run();
        Assert.That(_program.Result, Is.EqualTo(Failure(Errno.Canceled)));
        Assert.That(_hardware.IsServed(8), Is.False, "nobody serves it: it is masked");
    }

    [Test]
    public void A_drivers_end_gives_its_devices_back()
    {
        uint records = _machine.Capabilities.RecordCount;
        int objects = _machine.Capabilities.ObjectCount;
        uint pages = _machine.Files.Memory.ObjectCount;
        SimulatedProgram driver = _program = _machine.Launch();
        ulong device = Give(ObjectType.DeviceMemory, SimulatedHardware.Registers, SimulatedHardware.Registers + 0xfff);
        _ = Give(ObjectType.DeviceInterrupt, 8, 8);
        Assert.That(Call(NativeCall.Map, device, 0, Page, 3), Is.GreaterThan(0));
        _machine.Begin(driver, 231, 0);
        _ = _machine.Capabilities.Reap();
        while (_machine.Files.Memory.HasWork && !_machine.Files.Memory.Work())
        {
        }

        Assert.That(_hardware.IsServed(8), Is.False);
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(records));
        Assert.That(_machine.Capabilities.ObjectCount, Is.EqualTo(objects));
        Assert.That(_machine.Files.Memory.ObjectCount, Is.EqualTo(pages));
    }

    private static long Failure(Errno error) => -(long)error;

    private static ulong Handle(long answer)
    {
        Assert.That(answer is < 0 and > -4096, Is.False, $"it fails: {answer}");
        return (ulong)answer;
    }

    private Errno Make(ObjectType type, ulong first, ulong last) => _hardware.Devices.Make(new DeviceGrant(type, first, last, Rights.None, InterruptTrigger.Edge)).Error;

    private ulong Give(ObjectType type, ulong first, ulong last) =>
        _program.Thread.Process.Descriptors.Space.Insert(_hardware.Make(type, first, last), RightsTable.Applicable(type)).Expect("there is room").Value;

    private RegionView ViewOf(ulong address)
    {
        Assert.That(_program.Thread.Process.Memory!.Space.TryView(new VirtualAddress(address).Page, out RegionView view));
        return view;
    }

    private void TakeBack(ulong handle)
    {
        Assert.That(_program.Thread.Process.Descriptors.Space.TryDescribe(new CapabilityHandle(handle).Index, out _, out CapabilityDescription held));
        Errno error;
        while ((error = _machine.Capabilities.TakeBack(held.Record)) == Errno.Again)
        {
        }

        Assert.That(error, Is.EqualTo(Errno.None));
    }

    private long Call(NativeCall call, params ulong[] arguments) => _machine.Call(_program, (ulong)call, arguments);
}
