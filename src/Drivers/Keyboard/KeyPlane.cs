namespace Vela.Drivers;

/// <summary>Whether a scan code came after the extension byte 0xe0.</summary>
internal enum KeyPlane : byte
{
    Base,
    Extended,
}
