namespace Vela.Shell;

/// <summary>How a glyph is coloured, on consoles that have colours.</summary>
public enum GlyphStyle
{
    Plain,
    Prompt,
    Hint,
}
