namespace Vela.Processes;

/// <summary>The stack a thread handles signals on (sigaltstack(2)).</summary>
public struct SignalStack
{
    public ulong Base;
    public ulong Size;

    /// <summary>SS_AUTODISARM: forgotten while a handler runs on it.</summary>
    public bool IsAutomatic;

    public readonly bool IsSet => Size != 0;

    public readonly bool Contains(ulong stackPointer) => Size != 0 && stackPointer > Base && stackPointer - Base <= Size;
}
