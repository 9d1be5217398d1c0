namespace Vela.Shell;

/// <summary>Something that runs to a status: a simple command, a compound command or a function definition (XCU 2.9).</summary>
public abstract class Command(int position) : SyntaxNode(position);
