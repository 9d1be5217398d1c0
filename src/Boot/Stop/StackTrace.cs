namespace Vela.Boot;

/// <summary>Walks a kernel stack by its frame pointers, checking each step against the page tables, so that it cannot fault (S-37).</summary>
internal static unsafe class StackTrace
{
    private const int MaxFrames = 40;

    public static void Write(ulong framePointer, ulong instruction)
    {
        if (instruction != 0)
        {
            WriteAddress(instruction);
        }

        for (int depth = 0; depth < MaxFrames; depth++)
        {
            if ((framePointer & 7) != 0 || !IsReadable(framePointer) || !IsReadable(framePointer + 8))
            {
                return;
            }

            ulong next = *(ulong*)framePointer;
            ulong caller = *(ulong*)(framePointer + 8);
            if (caller == 0)
            {
                return;
            }

            WriteAddress(caller - 1);
            if (next <= framePointer)
            {
                return;
            }

            framePointer = next;
        }
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
}
