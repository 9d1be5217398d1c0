namespace Vela.Processes;

/// <summary>What may end a wait early.</summary>
public enum WaitKind : byte
{
    /// <summary>Any signal that would do something.</summary>
    Interruptible,

    /// <summary>Only the end of the process: a page that is on its way.</summary>
    Killable,
}
