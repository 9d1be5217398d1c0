namespace Vela.Shell;

/// <summary>One possibility.</summary>
/// <param name="Text">What is inserted, quoted as needed.</param>
/// <param name="Label">How it is listed.</param>
/// <param name="Suffix">What follows once it is the only one: a space, a slash for a directory, or nothing.</param>
public readonly record struct Candidate(string Text, string Label, string Suffix);
