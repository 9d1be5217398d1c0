namespace Vela.Drivers;

public enum Polarity : byte
{
    ActiveHigh,
    ActiveLow,
}
