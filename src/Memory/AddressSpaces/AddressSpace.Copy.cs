using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Memory;

/// <remarks>
/// The kernel's access to a program's memory: only through the program's own tables and the direct map, so that the rights the
/// program has are the rights the kernel has (C-41, S-21, M-47 to M-50). A copy that meets a missing page faults it in as the program would,
/// in the right direction for each side (M-50), and when that needs I/O says so and resumes where it stopped. A range may cover any
/// number of regions (M-49, seed bug 26).
/// </remarks>
public sealed partial class AddressSpace
{
    /// <summary>Copies from the program. <see cref="FaultVerdict.Continue"/>: all of it; NeedsIo: call again later with the same progress; else EFAULT.</summary>
    [NoAllocation]
    public FaultOutcome TryCopyIn(VirtualAddress from, Span<byte> to, ref Progress progress)
    {
        while (progress.Done < (ulong)to.Length)
        {
            FaultOutcome outcome = TryReach(from, progress.Done, to.Length, Access.Read, out Span<byte> reached);
            if (!outcome.IsContinue)
            {
                return outcome;
            }

            Copy(reached, to[(int)progress.Done..]);
            progress.Done += (ulong)reached.Length;
        }

        return FaultVerdict.Continue;
    }

    /// <summary>Copies to the program; as <see cref="TryCopyIn"/>.</summary>
    [NoAllocation]
    public FaultOutcome TryCopyOut(VirtualAddress to, ReadOnlySpan<byte> from, ref Progress progress)
    {
        while (progress.Done < (ulong)from.Length)
        {
            FaultOutcome outcome = TryReach(to, progress.Done, from.Length, Access.Write, out Span<byte> reached);
            if (!outcome.IsContinue)
            {
                return outcome;
            }

            Copy(from.Slice((int)progress.Done, reached.Length), reached);
            progress.Done += (ulong)reached.Length;
        }

        return FaultVerdict.Continue;
    }

    private void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        const int Long = 128;
        if (from.Length < Long)
        {
            from.CopyTo(to);
        }
        else
        {
            _memory.Frames.Memory.Copy(from, to);
        }
    }

    /// <summary>The program's bytes from an address to the end of its page, as far as they are wanted. Valid until the space or its objects change.</summary>
    /// <param name="start">The first byte of the whole copy.</param>
    /// <param name="done">How many bytes of it are behind.</param>
    /// <param name="length">How many it is.</param>
    /// <param name="needed">Read or Write.</param>
    /// <param name="reached">At least one byte, when the verdict is Continue.</param>
    public FaultOutcome TryReach(VirtualAddress start, ulong done, int length, Access needed, out Span<byte> reached)
    {
        reached = default;
        ulong at = unchecked(start.Value + done); // a wrap shows below: it is no user address
        if (at >= UserAddress.Limit || at < start.Value)
        {
            return FaultVerdict.NotMapped;
        }

        VirtualAddress address = new(at);
        ulong entry = _tables.Translate(at >> PageNumber.Shift);
        if (!IsAllowed(entry, needed))
        {
            FaultOutcome outcome = Fault(address, needed);
            if (!outcome.IsContinue)
            {
                return outcome;
            }

            entry = _tables.Translate(at >> PageNumber.Shift);
        }

        FrameNumber frame = new PageTableEntry(entry).Frame;
        if (frame.Value >= _memory.Frames.FrameCount)
        {
            return FaultVerdict.AccessDenied; // a device, which the direct map does not reach
        }

        int offset = address.OffsetInPage;
        int bytes = (int)Math.Min((ulong)length - done, (ulong)(int)PageNumber.Size - (ulong)offset);
        reached = _memory.Frames.Memory.Page(frame).Slice(offset, bytes);
        return FaultVerdict.Continue;
    }
}
