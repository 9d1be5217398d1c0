using System;
using System.Buffers.Binary;
using Vela.Hal;

namespace Vela.SelfTests;

/// <summary>What a test writes to a scratch disk, and the host looks for afterwards: every word of every sector is different.</summary>
/// <remarks>Sector 0 of a scratch disk starts with <see cref="Mark"/>, then a seed of 8 bytes at <see cref="SeedOffset"/>. No other disk is ever written to.</remarks>
public static class ScratchPattern
{
    public const int SeedOffset = 16;

    /// <summary>The first sector of the pattern.</summary>
    public const ulong First = 8;

    public static ReadOnlySpan<byte> Mark => "VELA SCRATCH"u8;

    public static bool IsScratch(ReadOnlySpan<byte> sector) => sector.StartsWith(Mark);

    public static ulong Seed(ReadOnlySpan<byte> sector) => BinaryPrimitives.ReadUInt64LittleEndian(sector[SeedOffset..]);

    /// <summary>Fills one sector.</summary>
    public static void Fill(Span<byte> bytes, ulong seed, ulong sector)
    {
        for (int i = 0; i < BlockRequest.SectorSize; i += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[i..], Word(seed, (sector * BlockRequest.SectorSize) + (ulong)i));
        }
    }

    public static bool IsIntact(ReadOnlySpan<byte> bytes, ulong seed, ulong sector)
    {
        for (int i = 0; i < BlockRequest.SectorSize; i += sizeof(ulong))
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]) != Word(seed, (sector * BlockRequest.SectorSize) + (ulong)i))
            {
                return false;
            }
        }

        return true;
    }

    // A step of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
    private static ulong Word(ulong seed, ulong at)
    {
        unchecked
        {
            ulong value = seed + (at * 0x9e37_79b9_7f4a_7c15);
            value = (value ^ (value >> 30)) * 0xbf58_476d_1ce4_e5b9;
            value = (value ^ (value >> 27)) * 0x94d0_49bb_1331_11eb;
            return value ^ (value >> 31);
        }
    }
}
