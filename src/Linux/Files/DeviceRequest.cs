namespace Vela.Linux;

/// <summary>The requests of ioctl(2) that are known here.</summary>
internal static class DeviceRequest
{
    /// <summary>FIONREAD.</summary>
    public const uint CountReadable = 0x541b;

    /// <summary>FIONBIO.</summary>
    public const uint NonBlocking = 0x5421;

    /// <summary>FIONCLEX.</summary>
    public const uint KeepOnExecute = 0x5450;

    /// <summary>FIOCLEX.</summary>
    public const uint CloseOnExecute = 0x5451;

    /// <summary>BLKGETSIZE64.</summary>
    public const uint BlockDeviceBytes = 0x8008_1272;
}
