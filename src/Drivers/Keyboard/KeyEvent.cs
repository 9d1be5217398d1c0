namespace Vela.Drivers;

/// <summary>A key went down or up.</summary>
public readonly record struct KeyEvent(Key Key, KeyMotion Motion);
