namespace Vela.Shell;

/// <summary><c>{ list; }</c></summary>
public sealed class BraceGroup(int position, CommandList body) : Command(position)
{
    public CommandList Body { get; } = body;
}
