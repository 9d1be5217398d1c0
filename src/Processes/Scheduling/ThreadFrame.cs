using System;
using Vela.Hal;

namespace Vela.Processes;

/// <summary>The memory that the processor saves a thread into. It does not move, and is used again by later threads.</summary>
public sealed class ThreadFrame(int stateBytes)
{
    private const int Alignment = 64;

    /// <summary>The general registers and XMM: one element.</summary>
    public UserContext[] Context { get; } = GC.AllocateArray<UserContext>(1, pinned: true);

    /// <summary>x87 and vector state, in XSAVE's form (SDM 1, 13.4), at the first aligned byte. All zero is the initial state.</summary>
    public byte[] Vectors { get; } = GC.AllocateArray<byte>(stateBytes + Alignment - 1, pinned: true);

    internal ThreadFrame? Next { get; set; }

    internal void Clear()
    {
        Context[0] = default;
        Array.Clear(Vectors);
    }
}
