using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Simulation;

/// <summary>A disk that answers when the test says so, in the order the test likes, forgets what it likes when the power goes, and fails on request.</summary>
/// <remarks>
/// It has a write cache as real disks have: until a flush completes, any subset of the writes since the last one may be lost in a power cut,
/// which is what <see cref="AfterPowerCut"/> makes an image of.
/// </remarks>
public sealed class SimulatedDisk(PhysicalMemory memory, ulong sectors, string name = "sda") : IBlockDevice
{
    private readonly List<BlockRequest> _waiting = [];
    private readonly List<Written> _history = [];
    private byte[]? _start;

    public byte[] Image { get; set; } = new byte[sectors * BlockRequest.SectorSize];

    public string Name => name;

    public ulong SectorCount => (ulong)Image.Length / BlockRequest.SectorSize;

    public bool IsReadOnly { get; set; }

    /// <summary>Whether requests complete at once, or wait for <see cref="CompleteOne"/>.</summary>
    public bool IsLate { get; set; }

    /// <summary>Says which requests fail, and how.</summary>
    public Func<BlockRequest, Errno>? Fault { get; set; }

    public int WaitingCount => _waiting.Count;

    public long Reads { get; private set; }

    public long Writes { get; private set; }

    public long Flushes { get; private set; }

    public long SectorsRead { get; private set; }

    /// <summary>Writes recorded since <see cref="StartRecording"/>.</summary>
    public int HistoryLength => _history.Count;

    public IReadOnlyList<Written> History => _history;

    public void Submit(BlockRequest request)
    {
        request.Begin();
        _waiting.Add(request);
        if (!IsLate)
        {
            CompleteAll();
        }
    }

    /// <summary>Completes one of the waiting requests. False when there is none.</summary>
    public bool CompleteOne(int index = 0)
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        BlockRequest request = _waiting[index % _waiting.Count];
        _waiting.Remove(request);
        Errno result = Fault?.Invoke(request) ?? Errno.None;
        if (result == Errno.None)
        {
            result = Transfer(request);
        }

        request.Complete(result);
        return true;
    }

    public void CompleteAll()
    {
        while (CompleteOne())
        {
        }
    }

    public void StartRecording()
    {
        _start = [.. Image];
        _history.Clear();
    }

    /// <summary>What is on the disk when the power goes after a number of recorded events: flushed writes are there, of the later ones some.</summary>
    public byte[] AfterPowerCut(int events, Func<int, bool> survives)
    {
        byte[] image = [.. _start!];
        int flushed = 0;
        for (int i = 0; i < events; i++)
        {
            flushed = _history[i].Bytes is null ? i : flushed;
        }

        for (int i = 0; i < events; i++)
        {
            if (_history[i].Bytes is { } bytes && (i < flushed || survives(i)))
            {
                bytes.CopyTo(image, _history[i].Offset);
            }
        }

        return image;
    }

    private Errno Transfer(BlockRequest request)
    {
        if (request.Operation == BlockOperation.Flush)
        {
            Flushes++;
            Record(new Written(0, null));
            return Errno.None;
        }

        if (request.Sector + request.Count > SectorCount)
        {
            return Errno.InputOutput;
        }

        for (uint i = 0; i < request.Count; i++)
        {
            PhysicalAddress address = request.Memory + (i * (ulong)BlockRequest.SectorSize);
            Span<byte> bytes = memory.Page(address.Frame).Slice((int)(address.Value & 4095), BlockRequest.SectorSize);
            Span<byte> sector = Image.AsSpan((int)(request.Sector + i) * BlockRequest.SectorSize, BlockRequest.SectorSize);
            if (request.Operation == BlockOperation.Read)
            {
                sector.CopyTo(bytes);
            }
            else
            {
                bytes.CopyTo(sector);
            }
        }

        if (request.Operation == BlockOperation.Read)
        {
            Reads++;
            SectorsRead += request.Count;
        }
        else
        {
            Writes++;
            int offset = (int)request.Sector * BlockRequest.SectorSize;
            Record(new Written(offset, Image.AsSpan(offset, (int)request.Count * BlockRequest.SectorSize).ToArray()));
        }

        return Errno.None;
    }

    private void Record(Written written)
    {
        if (_start is not null)
        {
            _history.Add(written);
        }
    }

    /// <summary>A write that completed, or (without bytes) a flush.</summary>
    public readonly record struct Written(int Offset, byte[]? Bytes);
}
