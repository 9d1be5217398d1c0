using System;

namespace Vela.Shell;

/// <summary>Text as it must be typed.</summary>
public static class Quoting
{
    /// <summary>The text in single quotes, so that the shell reads it back as it is.</summary>
    public static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
