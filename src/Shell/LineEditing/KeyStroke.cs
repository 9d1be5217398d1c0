using System.Text;

namespace Vela.Shell;

/// <summary>One key, with the character it carries if it is one of <see cref="KeyKind.Character"/>, Control or Meta; or what a terminal says of itself.</summary>
public readonly record struct KeyStroke(KeyKind Kind, Rune Character = default)
{
    /// <summary>The size told by <see cref="KeyKind.Size"/>.</summary>
    public ConsoleSize Size { get; init; }

    public static KeyStroke Control(char letter) => new(KeyKind.Control, new Rune(letter));

    public static KeyStroke Meta(char letter) => new(KeyKind.Meta, new Rune(letter));

    public static KeyStroke Typed(Rune character) => new(KeyKind.Character, character);

    public bool Is(KeyKind kind, char letter) => Kind == kind && Character.Value == letter;
}
