namespace Vela.Shell;

/// <summary><c>( list )</c></summary>
public sealed class Subshell(int position, CommandList body) : Command(position)
{
    public CommandList Body { get; } = body;
}
