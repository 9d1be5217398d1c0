namespace Vela.Shell;

/// <summary><c>while … do … done</c>, <c>until … do … done</c></summary>
public sealed class LoopCommand(int position, LoopKind kind, CommandList condition, CommandList body) : Command(position)
{
    public LoopKind Kind { get; } = kind;

    public CommandList Condition { get; } = condition;

    public CommandList Body { get; } = body;
}
