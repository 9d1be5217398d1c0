namespace Vela.Shell;

/// <summary>Whether more text could mend it.</summary>
public enum Completeness
{
    /// <summary>No continuation makes it right.</summary>
    Wrong,

    /// <summary>It only ends too early: the prompt asks for another line.</summary>
    Unfinished,
}
