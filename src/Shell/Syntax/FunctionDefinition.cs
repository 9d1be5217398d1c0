namespace Vela.Shell;

/// <summary><c>name() command</c></summary>
public sealed class FunctionDefinition(int position, string name, Command body) : Command(position)
{
    public string Name { get; } = name;

    public Command Body { get; } = body;
}
