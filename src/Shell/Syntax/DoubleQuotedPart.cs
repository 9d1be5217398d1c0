using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>What stands between double quotes: expanded, but neither split nor matched against files.</summary>
public sealed class DoubleQuotedPart(int position, IReadOnlyList<WordPart> parts) : WordPart(position)
{
    public IReadOnlyList<WordPart> Parts { get; } = parts;
}
