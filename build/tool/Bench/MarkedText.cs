using System;
using System.Collections.Generic;

namespace Vela.Build.Bench;

/// <summary>Replaces what stands between two marks in a text, and leaves the rest alone.</summary>
public static class MarkedText
{
    /// <param name="name">The marks are the lines &lt;!-- NAME: ... --&gt; and &lt;!-- NAME end --&gt;.</param>
    /// <exception cref="BuildException">The marks are not there, in this order.</exception>
    public static string Replace(string text, string name, IEnumerable<string> lines)
    {
        int begin = text.IndexOf($"<!-- {name}:", StringComparison.Ordinal);
        int content = begin < 0 ? -1 : text.IndexOf('\n', begin) + 1;
        int end = content <= 0 ? -1 : text.IndexOf($"<!-- {name} end -->", content, StringComparison.Ordinal);
        return end < 0
            ? throw new BuildException($"the text has no line '<!-- {name}: ... -->' with '<!-- {name} end -->' after it: put both where the figures belong")
            : $"{text[..content]}\n{string.Join('\n', lines)}\n\n{text[end..]}";
    }
}
