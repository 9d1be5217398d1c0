namespace Vela.Drivers;

public enum TriggerMode : byte
{
    Edge,
    Level,
}
