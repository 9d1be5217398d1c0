using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>A word as it was written, before any expansion.</summary>
public sealed class Word(int position, IReadOnlyList<WordPart> parts) : SyntaxNode(position)
{
    public IReadOnlyList<WordPart> Parts { get; } = parts;
}
