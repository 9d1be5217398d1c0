namespace Vela.Shell;

/// <summary>What was pressed.</summary>
public enum KeyKind
{
    /// <summary>A printable character.</summary>
    Character,

    /// <summary>Ctrl and a lower-case letter, or one of <c>@ _ ]</c>.</summary>
    Control,

    /// <summary>Alt (or Escape first) and a character.</summary>
    Meta,
    Enter,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    WordLeft,
    WordRight,

    /// <summary>No key: the terminal's answer when it is asked for its size.</summary>
    Size,
    Unknown,
}
