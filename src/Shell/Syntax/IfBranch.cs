namespace Vela.Shell;

/// <summary><c>if</c> or <c>elif</c>, and its <c>then</c>.</summary>
public sealed class IfBranch(int position, CommandList condition, CommandList body) : SyntaxNode(position)
{
    public CommandList Condition { get; } = condition;

    public CommandList Body { get; } = body;
}
