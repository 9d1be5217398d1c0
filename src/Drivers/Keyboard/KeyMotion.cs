namespace Vela.Drivers;

public enum KeyMotion : byte
{
    Released,

    /// <summary>Also what a key that is held repeats.</summary>
    Pressed,
}
