using System.Runtime.CompilerServices;

namespace Vela.Boot;

/// <summary>Walks a kernel stack by its frame pointers, checking each step against the page tables, so that it cannot fault (S-37).</summary>
internal static unsafe class StackTrace
{
    private const int MaxFrames = 40;

    /// <summary>Collects the return addresses from a frame pointer on, <paramref name="instruction"/> first unless it is 0; returns how many.</summary>
    public static int Collect(ulong framePointer, ulong instruction, ref Addresses addresses)
    {
        int count = 0;
        if (instruction != 0)
        {
            addresses[count++] = instruction;
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

    public static void Write(ulong framePointer, ulong instruction)
    {
        Addresses addresses;
        Unsafe.SkipInit(out addresses);
        Write(ref addresses, Collect(framePointer, instruction, ref addresses));
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
