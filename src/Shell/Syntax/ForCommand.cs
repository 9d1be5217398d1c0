using System.Collections.Generic;

namespace Vela.Shell;

/// <summary><c>for name in words; do … done</c></summary>
public sealed class ForCommand(int position, string name, IReadOnlyList<Word>? words, CommandList body) : Command(position)
{
    public string Name { get; } = name;

    /// <summary>Null without <c>in</c>: the positional parameters.</summary>
    public IReadOnlyList<Word>? Words { get; } = words;

    public CommandList Body { get; } = body;
}
