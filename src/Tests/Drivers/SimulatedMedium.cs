using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

/// <summary>What the disks of these tests keep: sectors, with a write cache in front of them that only a flush empties.</summary>
internal sealed class SimulatedMedium(PhysicalMemory memory, ulong sectors)
{
    private readonly Dictionary<ulong, byte[]> _cached = [];
    private readonly Dictionary<ulong, byte[]> _durable = [];

    public ulong SectorCount { get; } = sectors;

    public HashSet<ulong> Bad { get; } = [];

    /// <summary>The disk hangs: it takes commands and does nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>How many interrupts get lost on their way.</summary>
    public int LostInterrupts { get; set; }

    public int Commands { get; set; }

    public int Flushes { get; private set; }

    public ReadOnlySpan<byte> Sector(ulong sector) => _cached.TryGetValue(sector, out byte[]? bytes) ? bytes : new byte[512];

    public ReadOnlySpan<byte> DurableSector(ulong sector) => _durable.TryGetValue(sector, out byte[]? bytes) ? bytes : new byte[512];

    public bool Read(ulong sector, Span<byte> to)
    {
        Sector(sector).CopyTo(to);
        return sector < SectorCount && !Bad.Contains(sector);
    }

    public bool Write(ulong sector, ReadOnlySpan<byte> from)
    {
        if (sector >= SectorCount || Bad.Contains(sector))
        {
            return false;
        }

        _cached[sector] = from.ToArray();
        return true;
    }

    public void Flush()
    {
        Flushes++;
        foreach ((ulong sector, byte[] bytes) in _cached)
        {
            _durable[sector] = bytes;
        }
    }

    /// <summary>Moves sectors between the disk and one run of memory. False: one of them is bad; those before it were moved.</summary>
    public bool Transfer(BlockOperation operation, ulong sector, ulong address, uint bytes)
    {
        for (uint done = 0; done < bytes; done += 512)
        {
            PhysicalAddress at = new(address + done);
            Span<byte> there = memory.Page(at.Frame).Slice((int)(at.Value & 4095), 512);
            if (!(operation == BlockOperation.Read ? Read(sector + (done / 512), there) : Write(sector + (done / 512), there)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an interrupt arrives.</summary>
    public bool Delivers()
    {
        if (LostInterrupts == 0)
        {
            return true;
        }

        LostInterrupts--;
        return false;
    }
}
