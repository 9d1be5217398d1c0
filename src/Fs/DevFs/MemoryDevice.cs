namespace Vela.Fs;

/// <summary>Which of the devices of mem(4), null(4), full(4) and random(4) one is; the values are Linux's minor numbers under major 1.</summary>
public enum MemoryDevice : byte
{
    Null = 3,
    Zero = 5,
    Full = 7,
    Random = 8,
    Urandom = 9,
}
