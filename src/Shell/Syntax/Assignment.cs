namespace Vela.Shell;

/// <summary><c>name=word</c> in front of a command, or alone.</summary>
public sealed class Assignment(int position, string name, Word value) : SyntaxNode(position)
{
    public string Name { get; } = name;

    public Word Value { get; } = value;
}
