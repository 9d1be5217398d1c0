namespace Vela.Shell;

/// <summary>Where one descriptor of a command goes to or comes from (XCU 2.7).</summary>
public sealed class Redirection(int position, int descriptor, RedirectionKind kind, Word target) : SyntaxNode(position)
{
    public int Descriptor { get; } = descriptor;

    public RedirectionKind Kind { get; } = kind;

    /// <summary>The file, the descriptor to duplicate, or the delimiter of a here-document.</summary>
    public Word Target { get; } = target;

    /// <summary>The text of a here-document; complete once the line it begins on has been read.</summary>
    public Word? Body { get; internal set; }
}
