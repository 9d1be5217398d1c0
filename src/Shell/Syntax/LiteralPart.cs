namespace Vela.Shell;

/// <summary>Text that stands for itself, but for pattern characters and a leading tilde where it is not inside quotes.</summary>
public sealed class LiteralPart(int position, string text) : WordPart(position)
{
    public string Text { get; } = text;
}
