using System.Runtime.CompilerServices;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Walks a kernel stack by its frame pointers, checking each step against the page tables, so that it cannot fault (S-37).</summary>
internal static unsafe class StackTrace
{
    private const int MaxFrames = 40;
    private const ulong ScanBytes = 512;

    /// <summary>Collects the return addresses from a frame pointer on, <paramref name="instruction"/> first unless it is 0; returns how many.</summary>
    /// <remarks>
    /// Functions without a frame of their own, which were called since the frame pointer was set, are found by what lies on the stack
    /// below it: addresses that follow a call instruction.
    /// </remarks>
    public static int Collect(ulong framePointer, ulong stackPointer, ulong instruction, ref Addresses addresses)
    {
        int count = 0;
        if (instruction != 0)
        {
            addresses[count++] = instruction;
            for (ulong at = stackPointer & ~7UL; at < framePointer && at < stackPointer + ScanBytes && count < MaxFrames / 2; at += 8)
            {
                if (IsReadable(at) && FollowsCall(*(ulong*)at))
                {
                    addresses[count++] = *(ulong*)at - 1;
                }
            }
        }

        while (count < MaxFrames)
        {
            if ((framePointer & 7) != 0 || !IsReadable(framePointer) || !IsReadable(framePointer + 8))
            {
                return count;
            }

            ulong next = *(ulong*)framePointer;
            ulong caller = *(ulong*)(framePointer + 8);
            if (caller == 0)
            {
                return count;
            }

            addresses[count++] = caller - 1;
            if (next <= framePointer)
            {
                return count;
            }

            framePointer = next;
        }

        return count;
    }

    public static void Write(ref Addresses addresses, int count)
    {
        for (int i = 0; i < count; i++)
        {
            WriteAddress(addresses[i]);
        }
    }

    public static void Write(ulong framePointer, ulong stackPointer, ulong instruction)
    {
        Addresses addresses;
        Unsafe.SkipInit(out addresses);
        Write(ref addresses, Collect(framePointer, stackPointer, instruction, ref addresses));
    }

    /// <summary>Whether an address is code and what stands before it is a call: E8 with a displacement, or FF /2 in its usual lengths.</summary>
    private static bool FollowsCall(ulong address)
    {
        ulong entry = KernelTables.Root == 0 || address < MemoryLayout.ImageBase ? 0 : KernelTables.Read(address);
        if ((entry & KernelTables.Present) == 0 || (entry & KernelTables.NoExecute) != 0 || !IsReadable(address - 7))
        {
            return false;
        }

        byte* after = (byte*)address;
        return after[-5] == 0xe8
            || (after[-2] == 0xff && (after[-1] & 0x38) == 0x10)
            || (after[-3] == 0xff && (after[-2] & 0x38) == 0x10)
            || (after[-6] == 0xff && (after[-5] & 0x38) == 0x10);
    }

    private static bool IsReadable(ulong address) => KernelTables.Root != 0 && (KernelTables.Read(address) & KernelTables.Present) != 0;

    private static void WriteAddress(ulong address)
    {
        byte* line = stackalloc byte[400];
        Utf8Writer writer = new(line, 400);
        writer.Append("  at "u8);
        int before = writer.Length;
        Symbols.Append(ref writer, address);
        if (writer.Length == before)
        {
            writer.Append("0x"u8);
            writer.AppendHex(address);
        }

        writer.Append("\n"u8);
        KernelConsole.Consoles.Print(writer.Written);
    }

    [InlineArray(MaxFrames)]
    public struct Addresses
    {
        private ulong _first;
    }
}
