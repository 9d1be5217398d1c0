using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The registers of a virtio device on PCI, by its modern interface: what the vendor capabilities point at (VIRTIO 1.2, 4.1.4).</summary>
/// <remarks>
/// Owns: the mapped regions. Does not own: the queues, what the device is for.
/// Transitional devices have this interface too; one that has only the legacy ports is not driven.
/// </remarks>
internal sealed class VirtioDevice
{
    private const byte VendorCapability = 9;
    private const uint LongestCapabilityRegion = 1 << 20;
    private const int ResetPolls = 100_000;

    private const uint DeviceFeatureSelect = 0x00;
    private const uint DeviceFeature = 0x04;
    private const uint DriverFeatureSelect = 0x08;
    private const uint DriverFeature = 0x0c;
    private const uint Status = 0x14;
    private const uint QueueSelect = 0x16;
    private const uint QueueSize = 0x18;
    private const uint QueueEnable = 0x1c;
    private const uint QueueNotifyOffset = 0x1e;
    private const uint QueueDescriptors = 0x20;
    private const uint QueueDriver = 0x28;
    private const uint QueueDevice = 0x30;

    private readonly DeviceRegisters _common;
    private readonly DeviceRegisters _notification;
    private readonly DeviceRegisters _interruptStatus;
    private readonly DeviceRegisters? _configuration;
    private readonly uint _notificationStep;

    private VirtioDevice(Regions regions)
    {
        _common = regions.Common!;
        _notification = regions.Notification!;
        _interruptStatus = regions.InterruptStatus!;
        _configuration = regions.Device;
        _notificationStep = regions.NotificationStep;
    }

    /// <summary>Finds and maps the regions. <see cref="Errno.NoDevice"/>: one that every device must have is missing.</summary>
    public static Result<VirtioDevice> Open(PciBus bus, PciFunction function, IDeviceMap map)
    {
        Regions regions = default;
        foreach (byte capability in bus.FindCapabilities(function, VendorCapability))
        {
            Errno error = regions.Add(bus, function, capability, map);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return regions.Common is null || regions.Notification is null || regions.InterruptStatus is null
            ? Errno.NoDevice
            : new VirtioDevice(regions);
    }

    /// <summary>Puts the device where it was at power-on. Nothing is under way after it. <see cref="Errno.TimedOut"/>: it does not come back.</summary>
    public Errno Reset()
    {
        _common.Write8(Status, 0);
        for (int polls = 0; polls < ResetPolls; polls++)
        {
            if (_common.Read8(Status) == 0)
            {
                return Errno.None;
            }
        }

        return Errno.TimedOut;
    }

    /// <summary>Agrees on features: those wanted that it has. <see cref="Errno.NotSupported"/>: it cannot do without others, or lacks a required one.</summary>
    public Errno Negotiate(ulong wanted, ulong required, out ulong agreed)
    {
        SetStatus(VirtioStatus.Acknowledge);
        SetStatus(VirtioStatus.Acknowledge | VirtioStatus.Driver);
        _common.Write32(DeviceFeatureSelect, 0);
        ulong offered = _common.Read32(DeviceFeature);
        _common.Write32(DeviceFeatureSelect, 1);
        offered |= (ulong)_common.Read32(DeviceFeature) << 32;
        agreed = offered & (wanted | required);
        if ((agreed & required) != required)
        {
            SetStatus(VirtioStatus.Acknowledge | VirtioStatus.Driver | VirtioStatus.Failed);
            return Errno.NotSupported;
        }

        _common.Write32(DriverFeatureSelect, 0);
        _common.Write32(DriverFeature, (uint)(agreed & uint.MaxValue));
        _common.Write32(DriverFeatureSelect, 1);
        _common.Write32(DriverFeature, (uint)(agreed >> 32));
        SetStatus(VirtioStatus.Acknowledge | VirtioStatus.Driver | VirtioStatus.FeaturesOk);
        return ((VirtioStatus)_common.Read8(Status) & VirtioStatus.FeaturesOk) != 0 ? Errno.None : Errno.NotSupported;
    }

    /// <summary>The most entries a queue can have; 0 when there is no such queue.</summary>
    public int SizeOf(ushort queue)
    {
        _common.Write16(QueueSelect, queue);
        return _common.Read16(QueueSize);
    }

    /// <summary>Tells the device where a queue is, and returns the register that wakes it: an argument for <see cref="Notify"/>.</summary>
    public uint Enable(ushort queue, VirtioQueue memory)
    {
        _common.Write16(QueueSelect, queue);
        _common.Write16(QueueSize, (ushort)memory.Size);
        _common.Write64(QueueDescriptors, memory.Descriptors.Value);
        _common.Write64(QueueDriver, memory.Available.Value);
        _common.Write64(QueueDevice, memory.Used.Value);
        _common.Write16(QueueEnable, 1);
        return _common.Read16(QueueNotifyOffset) * _notificationStep;
    }

    public void Start() => SetStatus(VirtioStatus.Acknowledge | VirtioStatus.Driver | VirtioStatus.FeaturesOk | VirtioStatus.DriverOk);

    /// <summary>There is something new in a queue.</summary>
    public void Notify(uint register, ushort queue) => _notification.Write16(register, queue);

    /// <summary>Whether the device had raised its line; reading lowers it (VIRTIO 1.2, 4.1.4.5).</summary>
    public bool TakeInterrupt() => _interruptStatus.Read8(0) != 0;

    public uint ReadConfiguration32(uint offset) => _configuration is { } there && offset + 4 <= there.Length ? there.Read32(offset) : 0;

    private void SetStatus(VirtioStatus status) => _common.Write8(Status, (byte)status);

    private struct Regions
    {
        public DeviceRegisters? Common;
        public DeviceRegisters? Notification;
        public DeviceRegisters? InterruptStatus;
        public DeviceRegisters? Device;
        public uint NotificationStep;

        public Errno Add(PciBus bus, PciFunction function, byte capability, IDeviceMap map)
        {
            PciConfiguration space = bus.Configuration;
            VirtioRegion region = (VirtioRegion)space.Read8(function.Address, (byte)(capability + 3));
            int index = space.Read8(function.Address, (byte)(capability + 4));
            uint offset = space.Read32(function.Address, (byte)(capability + 8));
            uint length = space.Read32(function.Address, (byte)(capability + 12));

            // The first of each kind that lies in memory counts; a region may also be offered through ports (4.1.4.1).
            if (region is < VirtioRegion.Common or > VirtioRegion.Device || IsKnown(region) || index >= function.BarCount)
            {
                return Errno.None;
            }

            PciBar bar = bus.ReadBar(function, index);
            bool isUsable = bar.Kind is PciBarKind.Memory or PciBarKind.PrefetchableMemory && length != 0 && offset < bar.Length
                && length <= bar.Length - offset && length <= LongestCapabilityRegion;
            if (!isUsable)
            {
                return Errno.None;
            }

            if (!map.Map(new PhysicalAddress(bar.Address + offset), length).Ok(out DeviceRegisters? registers, out Errno error))
            {
                return error;
            }

            switch (region)
            {
                case VirtioRegion.Common:
                    Common = registers;
                    break;
                case VirtioRegion.Notification:
                    Notification = registers;
                    NotificationStep = space.Read32(function.Address, (byte)(capability + 16));
                    break;
                case VirtioRegion.InterruptStatus:
                    InterruptStatus = registers;
                    break;
                default:
                    Device = registers;
                    break;
            }

            return Errno.None;
        }

        private readonly bool IsKnown(VirtioRegion region) => region switch
        {
            VirtioRegion.Common => Common is not null,
            VirtioRegion.Notification => Notification is not null,
            VirtioRegion.InterruptStatus => InterruptStatus is not null,
            _ => Device is not null,
        };
    }
}
