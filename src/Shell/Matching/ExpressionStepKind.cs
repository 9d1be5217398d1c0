namespace Vela.Shell;

/// <summary>What an instruction of a compiled expression does.</summary>
internal enum ExpressionStepKind : byte
{
    /// <summary>Takes one character, this one.</summary>
    Literal,

    /// <summary>Takes any character.</summary>
    Any,

    /// <summary>Takes a character of a set.</summary>
    Set,

    /// <summary>Takes a letter, digit or underscore.</summary>
    Word,
    NotWord,
    Space,
    NotSpace,

    /// <summary>Goes on at both places.</summary>
    Split,
    Jump,
    LineStart,
    LineEnd,
    WordStart,
    WordEnd,
    WordBoundary,
    NotWordBoundary,
    Found,
}
