namespace Vela.Shell;

/// <summary>What the amount of long work is counted in.</summary>
public enum ProgressUnit
{
    Bytes,

    /// <summary>Objects of memory and address spaces.</summary>
    Objects,

    Operations,
}
