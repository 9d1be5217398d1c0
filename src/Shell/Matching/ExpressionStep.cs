namespace Vela.Shell;

/// <summary>One instruction of a compiled expression. Where it goes on is relative, so that a part of a program can be moved and repeated.</summary>
internal readonly struct ExpressionStep(ExpressionStepKind kind, char character = '\0', BracketSet? set = null, int first = 1, int second = 0)
{
    public ExpressionStepKind Kind { get; } = kind;

    public char Character { get; } = character;

    public BracketSet? Set { get; } = set;

    public int First { get; } = first;

    public int Second { get; } = second;
}
