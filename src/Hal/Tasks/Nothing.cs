namespace Vela.Hal;

/// <summary>The value of work that has none to give.</summary>
internal readonly struct Nothing;
