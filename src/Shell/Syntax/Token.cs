namespace Vela.Shell;

/// <summary>One token: what it is, where it is, and the word or number it carries.</summary>
internal readonly struct Token(TokenKind kind, int position, int end, Word? word = null, int number = 0)
{
    public TokenKind Kind { get; } = kind;

    public int Position { get; } = position;

    public int End { get; } = end;

    public Word? Word { get; } = word;

    public int Number { get; } = number;

    /// <summary>The text of a word that is one unquoted literal: what a reserved word or a function's name can be. Else null.</summary>
    public string? Literal => Word is { Parts: [LiteralPart literal] } ? literal.Text : null;
}
