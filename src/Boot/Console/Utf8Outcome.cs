namespace Vela.Boot;

/// <summary>What one more byte did to a <see cref="Utf8Decoder"/>.</summary>
public enum Utf8Outcome : byte
{
    /// <summary>The character needs more bytes.</summary>
    More,

    /// <summary>A character is complete.</summary>
    Whole,

    /// <summary>This byte cannot start a character: it counts as U+FFFD.</summary>
    Broken,

    /// <summary>What came before was cut short and counts as U+FFFD; push this byte again.</summary>
    BrokenBefore,
}
