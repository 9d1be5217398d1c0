namespace Vela.Shell;

/// <summary>What a key asked for beyond editing.</summary>
public enum EditorOutcome
{
    /// <summary>Nothing: go on.</summary>
    Editing,

    /// <summary>The line is done.</summary>
    Accepted,

    /// <summary>Ctrl-C: the line is given up.</summary>
    Interrupted,

    /// <summary>Ctrl-D on an empty line.</summary>
    EndOfInput,

    /// <summary>Tab: find out what could follow, and call <see cref="LineEditor.Complete"/>.</summary>
    WantsCompletion,

    /// <summary>Ctrl-L.</summary>
    WantsClearScreen,
}
