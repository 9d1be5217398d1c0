using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>Reads which partitions a disk has: GPT where there is one, else MBR with its logical partitions.</summary>
/// <remarks>
/// A table that does not make sense (a bad checksum, a loop of extended partitions, a part outside the disk) yields the partitions that do.
/// Sources: UEFI specification 2.10 §5 (GPT, protective MBR); the classic MBR layout.
/// </remarks>
public static class PartitionTable
{
    private const int MbrEntries = 446;
    private const int MbrEntrySize = 16;
    private const ushort MbrSignature = 0xaa55;
    private const byte Protective = 0xee;
    private const int MostLogical = 60;
    private const uint MostGptEntries = 128;

    /// <summary>The disk's partitions, named sda1 or nvme0n1p1 as on Linux. EIO when the disk cannot be read.</summary>
    public static async KernelTask<Result<List<Partition>>> Read(IBlockDevice disk, Frames frames, IExecutive executive)
    {
        FrameNumber frame = frames.Allocate(FrameUse.Kernel, FrameOwner.None);
        if (frame.IsNone)
        {
            return Errno.NoMemory;
        }

        AwaitedBlockRequest request = new(executive);
        List<Partition> found = [];
        Errno error = await ReadSector(request, disk, frame, 0);
        if (error == Errno.None && IsMbr(frames.Memory.Page(frame)))
        {
            error = IsProtective(frames.Memory.Page(frame))
                ? await ReadGpt(request, disk, frames, frame, found)
                : await ReadMbr(request, disk, frames, frame, found);
        }

        frames.Release(frame, FrameUse.Kernel);
        return error != Errno.None ? error : found;
    }

    /// <summary>The check GPT uses: CRC-32 (IEEE 802.3, reflected).</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte each in bytes)
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb8_8320 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static KernelCompletion<Errno> ReadSector(AwaitedBlockRequest request, IBlockDevice disk, FrameNumber frame, ulong sector)
    {
        request.Operation = BlockOperation.Read;
        request.Sector = sector;
        request.Count = 1;
        request.Memory = frame.Address;
        return request.Submit(disk);
    }

    private static bool IsMbr(ReadOnlySpan<byte> sector) => BinaryPrimitives.ReadUInt16LittleEndian(sector[510..]) == MbrSignature;

    private static bool IsProtective(ReadOnlySpan<byte> sector)
    {
        for (int i = 0; i < 4; i++)
        {
            if (sector[MbrEntries + (i * MbrEntrySize) + 4] == Protective)
            {
                return true;
            }
        }

        return false;
    }

    private static async KernelTask<Errno> ReadMbr(
        AwaitedBlockRequest request, IBlockDevice disk, Frames frames, FrameNumber frame, List<Partition> found)
    {
        ulong extended = 0;
        for (int i = 0; i < 4; i++)
        {
            MbrEntry entry = EntryAt(frames.Memory.Page(frame), i);
            if (entry.IsExtended)
            {
                extended = entry.Start;
            }
            else
            {
                Add(found, disk, i + 1, entry.Start, entry.Count);
            }
        }

        ulong at = extended;
        for (int logical = 0; at != 0 && logical < MostLogical; logical++)
        {
            Errno error = at < disk.SectorCount ? await ReadSector(request, disk, frame, at) : Errno.InputOutput;
            if (error != Errno.None || !IsMbr(frames.Memory.Page(frame)))
            {
                return Errno.None; // the chain is broken here; what was found stays
            }

            MbrEntry part = EntryAt(frames.Memory.Page(frame), 0);
            MbrEntry next = EntryAt(frames.Memory.Page(frame), 1);
            Add(found, disk, 5 + logical, at + part.Start, part.Count);
            at = next.IsExtended ? extended + next.Start : 0;
        }

        return Errno.None;
    }

    private static async KernelTask<Errno> ReadGpt(
        AwaitedBlockRequest request, IBlockDevice disk, Frames frames, FrameNumber frame, List<Partition> found)
    {
        Errno error = await ReadSector(request, disk, frame, 1);
        if (error != Errno.None || !TryParseHeader(frames.Memory.Page(frame)[..BlockRequest.SectorSize], out GptHeader header))
        {
            error = await ReadSector(request, disk, frame, disk.SectorCount - 1); // the backup
            if (error != Errno.None || !TryParseHeader(frames.Memory.Page(frame)[..BlockRequest.SectorSize], out header))
            {
                return error;
            }
        }

        uint perSector = BlockRequest.SectorSize / header.EntrySize;
        for (uint i = 0; i < header.EntryCount; i++)
        {
            if (i % perSector == 0)
            {
                error = await ReadSector(request, disk, frame, header.EntriesAt + (i / perSector));
                if (error != Errno.None)
                {
                    return error;
                }
            }

            AddGptEntry(frames.Memory.Page(frame).Slice((int)(i % perSector * header.EntrySize), 128), (int)i + 1, disk, found);
        }

        return Errno.None;
    }

    private static bool TryParseHeader(ReadOnlySpan<byte> sector, out GptHeader header)
    {
        header = default;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(sector[12..]);
        if (!sector.StartsWith("EFI PART"u8) || size < 92 || size > BlockRequest.SectorSize)
        {
            return false;
        }

        Span<byte> copy = stackalloc byte[BlockRequest.SectorSize];
        sector.CopyTo(copy);
        copy.Slice(16, 4).Clear(); // the checksum covers the header with its own field zero
        header = new GptHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(sector[72..]),
            Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(sector[80..]), MostGptEntries),
            BinaryPrimitives.ReadUInt32LittleEndian(sector[84..]));
        return Crc32(copy[..(int)size]) == BinaryPrimitives.ReadUInt32LittleEndian(sector[16..]) && header.EntrySize is 128 or 256 or 512;
    }

    private static void AddGptEntry(ReadOnlySpan<byte> entry, int number, IBlockDevice disk, List<Partition> found)
    {
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
        ulong last = BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]);
        if (entry[..16].IndexOfAnyExcept((byte)0) >= 0 && last >= first && last < ulong.MaxValue)
        {
            Add(found, disk, number, first, last - first + 1);
        }
    }

    private static MbrEntry EntryAt(ReadOnlySpan<byte> sector, int index)
    {
        ReadOnlySpan<byte> entry = sector.Slice(MbrEntries + (index * MbrEntrySize), MbrEntrySize);
        return new MbrEntry(entry[4], BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]));
    }

    private static void Add(List<Partition> found, IBlockDevice disk, int number, ulong start, ulong count)
    {
        if (start == 0 || count == 0 || start >= disk.SectorCount || count > disk.SectorCount - start)
        {
            return;
        }

        string separator = char.IsAsciiDigit(disk.Name[^1]) ? "p" : string.Empty;
        found.Add(new Partition(disk, disk.Name + separator + number.ToString(CultureInfo.InvariantCulture), start, count));
    }

    private readonly record struct GptHeader(ulong EntriesAt, uint EntryCount, uint EntrySize);

    private readonly record struct MbrEntry(byte Type, ulong Start, ulong Count)
    {
        public bool IsExtended => Type is 0x05 or 0x0f or 0x85;
    }
}
