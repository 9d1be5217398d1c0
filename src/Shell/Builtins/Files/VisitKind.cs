namespace Vela.Shell;

/// <summary>When a walk comes by a directory. Everything else is only entered.</summary>
public enum VisitKind
{
    /// <summary>Before what is in it.</summary>
    Enter,

    /// <summary>After.</summary>
    Leave,
}
