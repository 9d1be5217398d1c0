namespace Vela.Shell;

/// <summary>What a word, or a piece of one, became: text, and for each character whether it was quoted.</summary>
/// <param name="Text">The characters, without the quotes.</param>
/// <param name="Quoted">As long as the text; '1' where a character stands for itself alone.</param>
public readonly record struct Field(string Text, string Quoted);
