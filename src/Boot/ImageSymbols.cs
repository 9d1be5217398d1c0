using System.Runtime.InteropServices;

namespace Vela.Boot;

/// <summary>Addresses that only the linker knows, as entry.asm hands them over.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ImageSymbols
{
    /// <summary>The image's ELF header; its program headers say which pages are code, constants and data.</summary>
    public byte* ElfHeader;

    /// <summary>The C library's _start.</summary>
    public ulong RuntimeEntry;

    public MachineState* State;

    /// <summary>Addresses of the 32 exception, 24 interrupt line, timer and spurious entries.</summary>
    public ulong* Gates;

    /// <summary>Where SYSCALL goes.</summary>
    public ulong HostEntry;

    /// <summary>Where a new host thread begins.</summary>
    public ulong HostReturn;

    public byte* FontStart;

    public byte* FontEnd;

    /// <summary>The vDSO's file.</summary>
    public byte* VdsoStart;

    public byte* VdsoEnd;

    /// <summary>Address and size of the symbol table that the post-link step added.</summary>
    public ulong* SymbolTable;
}
