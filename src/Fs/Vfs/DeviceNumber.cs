using System;

namespace Vela.Fs;

/// <summary>Which device a device node stands for, or a file system lies on: a major and a minor number.</summary>
public readonly struct DeviceNumber(uint major, uint minor) : IEquatable<DeviceNumber>
{
    public uint Major { get; } = major;

    public uint Minor { get; } = minor;

    /// <summary>As Linux's st_dev and ext2's large form have it (makedev(3)).</summary>
    public ulong Encoded => (Minor & 0xff) | ((Major & 0xfff) << 8) | ((ulong)(Minor & 0xffff_ff00) << 12) | ((ulong)(Major & 0xffff_f000) << 32);

    public static bool operator ==(DeviceNumber left, DeviceNumber right) => left.Equals(right);

    public static bool operator !=(DeviceNumber left, DeviceNumber right) => !left.Equals(right);

    public static DeviceNumber Decode(ulong encoded) => new(
        (uint)(((encoded >> 8) & 0xfff) | ((encoded >> 32) & 0xffff_f000)), (uint)((encoded & 0xff) | ((encoded >> 12) & 0xffff_ff00)));

    public bool Equals(DeviceNumber other) => Major == other.Major && Minor == other.Minor;

    public override bool Equals(object? obj) => obj is DeviceNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Major, Minor);
}
