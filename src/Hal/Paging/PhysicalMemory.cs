using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>All of physical memory, through the direct map: the only way to a frame's bytes.</summary>
/// <remarks>
/// Owns nothing. In the image the base is 0xffff_8000_0000_0000; in a host test it is a native block that plays the memory.
/// Safe to call from rooms without unsafe code, as far as the frame is one they own.
/// Zeroing and copying a page are the two primitives here and nowhere else: Span.Clear and Span.CopyTo cost two to eight times as much.
/// GC-free: the frame table uses it before the runtime exists. Unchecked: an address the caller owns cannot overflow, and nothing here may throw.
/// </remarks>
public readonly unsafe struct PhysicalMemory
{
    private const ulong PoisonWord = 0xfeed_dead_f4ee_dead;
    private const int BytesAtOnce = 64 * 16;
    private const int WordsOfFrame = 512;
    private const int GroupWords = 16;

    private readonly byte* _base;
    private readonly delegate*<byte*, byte*, nuint, void> _copy;

    /// <param name="directMap">Where physical address 0 is mapped; 4 KiB aligned.</param>
    /// <param name="copy">Copies bytes: (to, from, count). In the image 32 bytes at a time, where a page counts 293; by words it is 520, and as fast.</param>
    public PhysicalMemory(byte* directMap, delegate*<byte*, byte*, nuint, void> copy)
    {
        _base = directMap;
        _copy = copy;
    }

    public byte* Pointer(PhysicalAddress address) => unchecked(_base + address.Value);

    /// <summary>The frame's 4,096 bytes.</summary>
    public Span<byte> Page(FrameNumber frame) => new(Start(frame), (int)FrameNumber.Size);

    /// <summary>Some of a frame's bytes.</summary>
    /// <param name="frame">Whose.</param>
    /// <param name="offset">The first, 0 to 4095.</param>
    /// <param name="length">How many; the last lies in the same frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Part(FrameNumber frame, int offset, int length)
    {
        Panic.When(unchecked((ulong)(uint)offset + (uint)length) > FrameNumber.Size, "bytes beyond the end of a frame");
        return MemoryMarshal.CreateSpan(ref Unsafe.AsRef<byte>(unchecked(Start(frame) + (uint)offset)), length);
    }

    /// <summary>A frame's bytes from one on, to its end or as many as are wanted.</summary>
    /// <param name="frame">Whose.</param>
    /// <param name="address">Any address whose low bits are the place of the first byte in the frame.</param>
    /// <param name="most">How many are wanted; negative: all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Rest(FrameNumber frame, ulong address, int most)
    {
        unchecked
        {
            uint offset = (uint)address & ((uint)FrameNumber.Size - 1);
            uint length = Math.Min((uint)most, (uint)FrameNumber.Size - offset);
            return MemoryMarshal.CreateSpan(ref Unsafe.AsRef<byte>(Start(frame) + offset), (int)length);
        }
    }

    /// <summary>The structure at a physical address; it must not cross into memory of somebody else.</summary>
    public ref T At<T>(PhysicalAddress address)
        where T : unmanaged => ref Unsafe.AsRef<T>(unchecked(_base + address.Value));

    /// <summary>Bytes a structure takes in a frame.</summary>
    public static int SizeOf<T>()
        where T : unmanaged => sizeof(T);

    /// <summary>One of the 512 words of a frame, as a page table has them.</summary>
    public ref ulong Word(FrameNumber frame, int index) => ref unchecked(*((ulong*)Start(frame) + (uint)(index & 511)));

    /// <summary>The 512 words of a frame.</summary>
    public Span<ulong> Words(FrameNumber frame) => new(Start(frame), 512);

    /// <summary>The first of a frame's words from an index on that is not 0; 512: there is none. Sixteen words without anything cost a dozen instructions.</summary>
    public int NextWordInUse(FrameNumber frame, int index)
    {
        ulong* words = (ulong*)Start(frame);
        unchecked
        {
            while (index < WordsOfFrame && words[index] == 0)
            {
                index += (index & (GroupWords - 1)) == 0 && IsZeroGroup(words + index) ? GroupWords : 1;
            }
        }

        return index;
    }

    /// <summary>Fills a frame with zeroes: 256 stores of 16 bytes, 268 instructions.</summary>
    public void ZeroPage(FrameNumber frame) => Fill(Start(frame), Vector128<ulong>.Zero);

    public void CopyPage(FrameNumber to, FrameNumber from) => _copy(Start(to), Start(from), (nuint)FrameNumber.Size);

    /// <summary>Copies as much as there is; the two must not overlap. For whole lines and pages; a few bytes are cheaper by Span.CopyTo.</summary>
    public void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        Panic.When(from.Length > to.Length, "a copy is larger than its room");
        fixed (byte* source = from, target = to)
        {
            _copy(target, source, (nuint)from.Length);
        }
    }

    /// <summary>Copies a frame's bytes from an offset on, as many as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyOut(FrameNumber frame, int offset, Span<byte> to)
    {
        Panic.When(unchecked((ulong)(uint)offset + (uint)to.Length) > FrameNumber.Size, "a copy reaches beyond the end of a frame");
        fixed (byte* target = to)
        {
            _copy(target, unchecked(Start(frame) + (uint)offset), unchecked((uint)to.Length)); // never negative
        }
    }

    /// <summary>Fills a freed frame with what no program means.</summary>
    internal void PoisonPage(FrameNumber frame) => Fill(Start(frame), Vector128.Create(PoisonWord));

    internal bool IsPoisonedPage(FrameNumber frame) => Holds(Start(frame), PoisonWord);

    internal bool IsZeroPage(FrameNumber frame) => Holds(Start(frame), 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsZeroGroup(ulong* group)
    {
        unchecked
        {
            Vector128<ulong> first = Vector128.LoadAligned(group) | Vector128.LoadAligned(group + 2) | Vector128.LoadAligned(group + 4) | Vector128.LoadAligned(group + 6);
            Vector128<ulong> second = Vector128.LoadAligned(group + 8) | Vector128.LoadAligned(group + 10) | Vector128.LoadAligned(group + 12) | Vector128.LoadAligned(group + 14);
            return (first | second) == Vector128<ulong>.Zero;
        }
    }

    private static bool Holds(byte* page, ulong word)
    {
        ulong* words = (ulong*)page;
        for (int i = 0; i < 512; i++)
        {
            if (words[i] != word)
            {
                return false;
            }
        }

        return true;
    }

    // Not inlined: the pattern must stay in one register, or each store is preceded by making it anew.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(byte* page, Vector128<ulong> pattern)
    {
        unchecked
        {
            byte* end = page + FrameNumber.Size;
            do
            {
                Fill256(page, pattern);
                Fill256(page + 256, pattern);
                Fill256(page + 512, pattern);
                Fill256(page + 768, pattern);
                page += BytesAtOnce;
            }
            while (page < end);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill256(byte* line, Vector128<ulong> pattern)
    {
        unchecked
        {
            pattern.StoreAligned((ulong*)line);
            pattern.StoreAligned((ulong*)(line + 16));
            pattern.StoreAligned((ulong*)(line + 32));
            pattern.StoreAligned((ulong*)(line + 48));
            pattern.StoreAligned((ulong*)(line + 64));
            pattern.StoreAligned((ulong*)(line + 80));
            pattern.StoreAligned((ulong*)(line + 96));
            pattern.StoreAligned((ulong*)(line + 112));
            pattern.StoreAligned((ulong*)(line + 128));
            pattern.StoreAligned((ulong*)(line + 144));
            pattern.StoreAligned((ulong*)(line + 160));
            pattern.StoreAligned((ulong*)(line + 176));
            pattern.StoreAligned((ulong*)(line + 192));
            pattern.StoreAligned((ulong*)(line + 208));
            pattern.StoreAligned((ulong*)(line + 224));
            pattern.StoreAligned((ulong*)(line + 240));
        }
    }

    private byte* Start(FrameNumber frame) => unchecked(_base + (frame.Value << FrameNumber.Shift));
}
