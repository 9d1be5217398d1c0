namespace Vela.Shell;

/// <summary>What fills one or two cells: a character with the marks on it, and its colour.</summary>
internal readonly record struct Glyph(string Text, int Width, GlyphStyle Style);
