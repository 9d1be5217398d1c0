using System.Collections.Generic;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Tests.Simulation;

/// <summary>A disk that completes when the test says so. Each page holds one number, at its start; the rest is zero.</summary>
public sealed class SimulatedPager(VirtualMemory memory) : IPager
{
    private readonly List<(VmObject Source, ulong Page)> _asked = [];

    /// <summary>What is on the disk.</summary>
    public Dictionary<ulong, ulong> Stored { get; } = [];

    public int Requests { get; private set; }

    public int Releases { get; private set; }

    public int PendingCount => _asked.Count;

    /// <summary>Complete a request before it returns.</summary>
    public bool IsImmediate { get; set; }

    public Errno RefuseWrites { get; set; }

    public Errno RefuseReads { get; set; }

    public Errno Request(VmObject source, PageRange range)
    {
        Requests++;
        if (RefuseReads != Errno.None)
        {
            return RefuseReads;
        }

        for (PageNumber page = range.Start; page < range.End; page += 1)
        {
            _asked.Add((source, page.Value));
        }

        if (IsImmediate)
        {
            Complete();
        }

        return Errno.None;
    }

    public Errno PrepareWrite(VmObject source, PageNumber page) => RefuseWrites;

    public void Released(VmObject source) => Releases++;

    public void Complete()
    {
        (VmObject Source, ulong Page)[] asked = [.. _asked];
        _asked.Clear();
        foreach ((VmObject source, ulong page) in asked)
        {
            FrameNumber frame = memory.TryTakeFrame(source);
            if (frame.IsNone)
            {
                source.Fail(new PageNumber(page), Errno.NoMemory);
                continue;
            }

            memory.Frames.Memory.ZeroPage(frame);
            memory.Frames.Memory.Word(frame, 0) = Stored.GetValueOrDefault(page);
            source.Supply(new PageNumber(page), frame);
        }
    }

    public void FailAll(Errno error)
    {
        (VmObject Source, ulong Page)[] asked = [.. _asked];
        _asked.Clear();
        foreach ((VmObject source, ulong page) in asked)
        {
            source.Fail(new PageNumber(page), error);
        }
    }

    /// <summary>Writes every dirty page back.</summary>
    public void WriteBack(VmObject source)
    {
        PageNumber at = default;
        while (source.TryFindDirty(at, out PageNumber page))
        {
            FrameNumber frame = source.BeginClean(page);
            if (!frame.IsNone)
            {
                Stored[page.Value] = memory.Frames.Memory.Word(frame, 0);
                source.EndClean(page, frame, Errno.None);
            }

            at = page + 1;
        }
    }
}
