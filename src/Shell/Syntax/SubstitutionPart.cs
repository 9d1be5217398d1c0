namespace Vela.Shell;

/// <summary>The output of commands: <c>$(…)</c> or backquotes (XCU 2.6.3).</summary>
public sealed class SubstitutionPart(int position, CommandList body) : WordPart(position)
{
    public CommandList Body { get; } = body;
}
