using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
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
    private const int PairBytes = 2 * sizeof(ulong);

    /// <summary>Copies a small thing from the program: all of it, or it begins anew after a wait.</summary>
    [NoAllocation]
    public FaultOutcome TryCopyIn(VirtualAddress from, Span<byte> to)
    {
        int offset = OffsetInPage(from.Value);
        if (to.Length <= unchecked((int)PageNumber.Size - offset) && TryTranslate(from.Value, PageTableEntry.Present, out FrameNumber frame))
        {
            Copy(_frames.Memory.Part(frame, offset, to.Length), to);
            return FaultVerdict.Continue;
        }

        Progress progress = default;
        return TryCopyIn(from, to, ref progress);
    }

    /// <summary>Copies a small thing to the program; as the other way.</summary>
    [NoAllocation]
    public FaultOutcome TryCopyOut(VirtualAddress to, ReadOnlySpan<byte> from)
    {
        int offset = OffsetInPage(to.Value);
        if (from.Length <= unchecked((int)PageNumber.Size - offset) && TryTranslate(to.Value, PageTableEntry.Present | PageTableEntry.Writable, out FrameNumber frame))
        {
            Copy(from, _frames.Memory.Part(frame, offset, from.Length));
            return FaultVerdict.Continue;
        }

        Progress progress = default;
        return TryCopyOut(to, from, ref progress);
    }

    /// <summary>Two words to the program, the first at the lower address: a moment, an interval, a pair of limits.</summary>
    [NoAllocation]
    public FaultOutcome TryCopyOut(VirtualAddress to, ulong first, ulong second)
    {
        uint offset = (uint)OffsetInPage(to.Value);
        if (offset <= PageNumber.Size - PairBytes && TryTranslate(to.Value, PageTableEntry.Present | PageTableEntry.Writable, out FrameNumber frame))
        {
            _frames.Memory.At<UInt128>(frame.Address + offset) = new UInt128(second, first);
            return FaultVerdict.Continue;
        }

        return TryCopyOutMissing(to, first, second);
    }

    [NoAllocation]
    private FaultOutcome TryCopyOutMissing(VirtualAddress to, ulong first, ulong second)
    {
        Span<byte> room = stackalloc byte[PairBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(room, first);
        BinaryPrimitives.WriteUInt64LittleEndian(room[sizeof(ulong)..], second);
        return TryCopyOut(to, room);
    }

    /// <summary>Copies from the program. <see cref="FaultVerdict.Continue"/>: all of it; NeedsIo: call again later with the same progress; else EFAULT.</summary>
    [NoAllocation]
    public FaultOutcome TryCopyIn(VirtualAddress from, Span<byte> to, ref Progress progress)
    {
        while (unchecked((int)progress.Done) < to.Length) // of a span: it fits
        {
            FaultOutcome outcome = TryReach(from, progress.Done, to.Length, Access.Read, out Span<byte> reached);
            if (!outcome.IsContinue)
            {
                return outcome;
            }

            Copy(reached, to[unchecked((int)progress.Done)..]);
            progress.Done += (uint)reached.Length;
        }

        return FaultVerdict.Continue;
    }

    /// <summary>Copies to the program; as the other way.</summary>
    [NoAllocation]
    public FaultOutcome TryCopyOut(VirtualAddress to, ReadOnlySpan<byte> from, ref Progress progress)
    {
        while (unchecked((int)progress.Done) < from.Length) // of a span: it fits
        {
            FaultOutcome outcome = TryReach(to, progress.Done, from.Length, Access.Write, out Span<byte> reached);
            if (!outcome.IsContinue)
            {
                return outcome;
            }

            Copy(from.Slice(unchecked((int)progress.Done), reached.Length), reached);
            progress.Done += (uint)reached.Length;
        }

        return FaultVerdict.Continue;
    }

    /// <summary>Copies a string from the program, up to the zero at its end: all of it, or it begins anew after a wait.</summary>
    /// <param name="from">Of its first byte.</param>
    /// <param name="to">Where to; what lies behind the string there is lost.</param>
    /// <param name="length">Its bytes before the zero; as many as there is room for, when the zero comes later.</param>
    [NoAllocation]
    public FaultOutcome TryCopyString(VirtualAddress from, Span<byte> to, out int length)
    {
        if (TryTranslate(from.Value, PageTableEntry.Present, out FrameNumber frame))
        {
            ReadOnlySpan<byte> reached = _frames.Memory.Rest(frame, from.Value, to.Length);
            int copied = ByteWords.CopyString(reached, to);
            length = copied;
            if (copied != reached.Length)
            {
                return FaultVerdict.Continue;
            }
        }

        return TryCopyAnyString(from, to, out length);
    }

    /// <summary>A string that is not all there, or lies in more than a page.</summary>
    private FaultOutcome TryCopyAnyString(VirtualAddress from, Span<byte> to, out int length)
    {
        length = 0;
        while (length < to.Length)
        {
            FaultOutcome outcome = TryReach(from, (uint)length, to.Length, Access.Read, out Span<byte> reached);
            if (!outcome.IsContinue)
            {
                return outcome;
            }

            int copied = ByteWords.CopyString(reached, to[length..]);
            length += copied;
            if (copied < reached.Length)
            {
                break;
            }
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
            _frames.Memory.Copy(from, to);
        }
    }

    /// <summary>The program's bytes from an address to the end of its page, as far as they are wanted. Valid until the space or its objects change.</summary>
    /// <param name="start">The first byte of the whole copy.</param>
    /// <param name="done">How many bytes of it are behind.</param>
    /// <param name="length">How many it is.</param>
    /// <param name="needed">Read or Write.</param>
    /// <param name="reached">At least one byte, when the verdict is Continue.</param>
    [NoAllocation]
    public FaultOutcome TryReach(VirtualAddress start, ulong done, int length, Access needed, out Span<byte> reached)
    {
        ulong at = unchecked(start.Value + done);
        if (at < start.Value || !TryTranslate(at, WantedFor(needed), out FrameNumber frame))
        {
            return TryReachMissing(at < start.Value ? UserAddress.Limit : at, unchecked(length - (int)done), needed, out reached); // a wrap is no user address
        }

        int offset = OffsetInPage(at);
        reached = _frames.Memory.Part(frame, offset, unchecked(Math.Min(length - (int)done, (int)PageNumber.Size - offset))); // done is below length
        return FaultVerdict.Continue;
    }

    /// <summary>The program's bytes at an address, at least one, if all of them lie in one page that is there already: nothing is changed to reach them.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReachPresent(VirtualAddress start, int length, Access needed, out Span<byte> reached)
    {
        reached = TryTranslate(start.Value, WantedFor(needed), out FrameNumber frame) ? _frames.Memory.Rest(frame, start.Value, length) : default;
        return reached.Length == length;
    }

    [NoAllocation]
    private FaultOutcome TryReachMissing(ulong at, int length, Access needed, out Span<byte> reached)
    {
        reached = default;
        if (at >= UserAddress.Limit)
        {
            return FaultVerdict.NotMapped;
        }

        FaultOutcome outcome = Fault(new VirtualAddress(at), needed);
        if (!outcome.IsContinue)
        {
            return outcome;
        }

        if (!TryTranslate(at, WantedFor(needed), out FrameNumber frame))
        {
            return FaultVerdict.AccessDenied; // a device, which the direct map does not reach
        }

        int offset = OffsetInPage(at);
        reached = _frames.Memory.Part(frame, offset, Math.Min(length, (int)PageNumber.Size - offset));
        return FaultVerdict.Continue;
    }

    private static ulong WantedFor(Access needed) =>
        needed == Access.Read ? PageTableEntry.Present : PageTableEntry.Present | PageTableEntry.Writable;

    /// <summary>The frame that ring 3 would reach at an address, if the entry has the wanted bits and it is memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTranslate(ulong address, ulong wanted, out FrameNumber frame)
    {
        if (address >= UserAddress.Limit)
        {
            frame = default;
            return false;
        }

        ulong entry = _tables.Translate(address >> PageNumber.Shift);
        frame = new PageTableEntry(entry).Frame;
        return (entry & wanted) == wanted && frame.Value < _frames.FrameCount;
    }

    private static int OffsetInPage(ulong address) => unchecked((int)address) & (int)(PageNumber.Size - 1); // the low bits
}
