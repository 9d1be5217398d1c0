using System;

namespace Vela.Fs;

/// <summary>Which device a device node stands for, or a file system lies on: a major and a minor number.</summary>
public readonly struct DeviceNumber : IEquatable<DeviceNumber>
{
    public DeviceNumber(uint major, uint minor)
        : this((minor & 0xff) | ((major & 0xfff) << 8) | ((ulong)(minor & 0xffff_ff00) << 12) | ((ulong)(major & 0xffff_f000) << 32))
    {
    }

    private DeviceNumber(ulong encoded)
    {
        Encoded = encoded;
    }

    public uint Major => (uint)(((Encoded >> 8) & 0xfff) | ((Encoded >> 32) & 0xffff_f000));

    public uint Minor => (uint)((Encoded & 0xff) | ((Encoded >> 12) & 0xffff_ff00));

    /// <summary>As Linux's st_dev and ext2's large form have it (makedev(3)).</summary>
    public ulong Encoded { get; }

    public static bool operator ==(DeviceNumber left, DeviceNumber right) => left.Equals(right);

    public static bool operator !=(DeviceNumber left, DeviceNumber right) => !left.Equals(right);

    public static DeviceNumber Decode(ulong encoded) => new(encoded);

    public bool Equals(DeviceNumber other) => Encoded == other.Encoded;

    public override bool Equals(object? obj) => obj is DeviceNumber other && Equals(other);

    public override int GetHashCode() => Encoded.GetHashCode();
}
