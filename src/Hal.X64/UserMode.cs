using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vela.Hal.X64;

/// <summary>Ring 3 on the real processor.</summary>
public sealed unsafe class UserMode : IUserMode
{
    private const ulong Alignment = 64;

    private readonly ulong _mask;

    /// <param name="mask">State components to save: x87, SSE and, for programs, AVX (SDM 1, 13.1).</param>
    public UserMode(ulong mask)
    {
        _mask = mask;
        uint* registers = stackalloc uint[4];
        Cpu.Identify(0xd, 0, registers);
        StateBytes = (int)registers[1];
    }

    public int StateBytes { get; }

    public ulong GsBase
    {
        get => ReadGsBase();
        set => WriteGsBase(value);
    }

    public UserExit Run(UserContext[] context) => (UserExit)RunUser((UserContext*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(context)));

    public void SaveState(byte[] state) => SaveState(Align(state), _mask);

    public bool TrySaveState(System.Span<byte> state)
    {
        byte* area = AreaIn(state);
        if (area != null)
        {
            SaveState(area, _mask);
        }

        return area != null;
    }

    public bool TryRestoreState(System.ReadOnlySpan<byte> state)
    {
        byte* area = AreaIn(state);
        if (area != null)
        {
            RestoreState(area, _mask);
        }

        return area != null;
    }

    public void RestoreState(byte[] state) => RestoreState(Align(state), _mask);

    public System.Span<byte> StateOf(byte[] state) => new(Align(state), StateBytes);

    /// <summary>Null: the bytes are too few, or lie as the processor does not want them. It is used in one instruction: nothing moves them meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* AreaIn(System.ReadOnlySpan<byte> state)
    {
        byte* area = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(state));
        return ((ulong)area & (Alignment - 1)) == 0 && state.Length >= StateBytes ? area : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Align(byte[] state) =>
        (byte*)unchecked(((ulong)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(state)) + Alignment - 1) & ~(Alignment - 1)); // of an object's address

    /// <summary>No P/Invoke: nothing of the runtime runs before this returns, so that no collection can find its thread in there.</summary>
    [RuntimeImport("vela_run_user"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint RunUser(UserContext* context);

    [RuntimeImport("vela_save_state"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SaveState(byte* area, ulong mask);

    [RuntimeImport("vela_restore_state"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void RestoreState(byte* area, ulong mask);

    [RuntimeImport("vela_read_gs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ReadGsBase();

    [RuntimeImport("vela_write_gs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WriteGsBase(ulong address);
}
