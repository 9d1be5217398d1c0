using System.Runtime.CompilerServices;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>What the loader told us: memory, command line, modules, framebuffer, ACPI root (M-05). Copied, so the loader's pages may go.</summary>
/// <remarks>Filled once by <see cref="PvhInfo"/> or <see cref="Multiboot2Info"/>, before anything is allocated; more than fits is dropped and counted.</remarks>
public static unsafe class BootInfo
{
    internal const int MaxRanges = 128;
    internal const int MaxCommandLine = 4096;

    internal static Ranges Memory;
    internal static int MemoryCount;
    internal static int Dropped;

    /// <summary>Physical address and bytes of the initramfs module; 0 when there is none.</summary>
    internal static ulong ModuleStart;
    internal static ulong ModuleLength;

    /// <summary>Physical address of the ACPI root pointer structure; 0 when the loader gave none.</summary>
    internal static ulong AcpiRoot;

    /// <summary>The same for the rooms above; null when the loader gave none.</summary>
    public static ulong? AcpiRootPointer => AcpiRoot == 0 ? null : AcpiRoot;

    internal static LoaderScreen Screen;

    private static CommandLineBytes _commandLine;
    private static int _commandLineLength;

    public static System.ReadOnlySpan<byte> CommandLine =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<CommandLineBytes, byte>(ref _commandLine), _commandLineLength);

    internal static void AddRange(ulong start, ulong length, uint kind)
    {
        if (length == 0)
        {
            return;
        }

        if (MemoryCount == MaxRanges)
        {
            Dropped++;
            return;
        }

        ref MemoryRange range = ref Memory[MemoryCount++];
        range.Start = start;
        range.End = start + length;
        range.Kind = (MemoryKind)kind;
    }

    /// <summary>Adds a zero-terminated string to the command line, with a space between.</summary>
    internal static void AppendCommandLine(byte* text, int limit)
    {
        if (_commandLineLength > 0)
        {
            Append((byte)' ');
        }

        for (int i = 0; i < limit && text[i] != 0; i++)
        {
            Append(text[i]);
        }
    }

    /// <summary>The loader's data, while only the first 4 GiB are mapped.</summary>
    internal static byte* Physical(ulong address) => (byte*)(MemoryLayout.DirectMap + address);

    private static void Append(byte character)
    {
        if (_commandLineLength == MaxCommandLine)
        {
            Dropped++;
            return;
        }

        Unsafe.Add(ref Unsafe.As<CommandLineBytes, byte>(ref _commandLine), _commandLineLength++) = character;
    }

    [InlineArray(MaxRanges)]
    internal struct Ranges
    {
        private MemoryRange _first;
    }

    [InlineArray(MaxCommandLine)]
    private struct CommandLineBytes
    {
        private byte _first;
    }
}
