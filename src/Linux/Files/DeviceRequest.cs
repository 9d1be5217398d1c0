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

    /// <summary>HDIO_GETGEO.</summary>
    public const uint DiskGeometry = 0x301;

    /// <summary>BLKGETSIZE64.</summary>
    public const uint DiskBytes = 0x8008_1272;

    /// <summary>BLKGETSIZE: in units of 512 bytes.</summary>
    public const uint DiskSectors = 0x1260;

    /// <summary>BLKROGET.</summary>
    public const uint DiskIsReadOnly = 0x125e;

    /// <summary>BLKFLSBUF.</summary>
    public const uint SyncDisk = 0x1261;

    /// <summary>BLKSSZGET.</summary>
    public const uint DiskSectorBytes = 0x1268;

    /// <summary>BLKPBSZGET.</summary>
    public const uint DiskPhysicalSectorBytes = 0x127b;

    /// <summary>BLKBSZGET.</summary>
    public const uint DiskBlockBytes = 0x8008_1270;
}
