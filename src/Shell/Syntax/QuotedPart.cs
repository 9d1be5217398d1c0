namespace Vela.Shell;

/// <summary>Text between single quotes, or one character after a backslash: it stands for itself entirely.</summary>
public sealed class QuotedPart(int position, string text) : WordPart(position)
{
    public string Text { get; } = text;
}
