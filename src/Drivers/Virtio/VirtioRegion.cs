namespace Vela.Drivers;

/// <summary>What a capability of a virtio device points at (cfg_type, VIRTIO 1.2, 4.1.4).</summary>
internal enum VirtioRegion : byte
{
    None = 0,
    Common = 1,
    Notification = 2,
    InterruptStatus = 3,
    Device = 4,
}
