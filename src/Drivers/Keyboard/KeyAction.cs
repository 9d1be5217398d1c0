namespace Vela.Drivers;

/// <summary>What a key means to the console itself, besides the bytes it sends.</summary>
public enum KeyAction : byte
{
    None,

    /// <summary>Shift-PgUp: half a page into the history.</summary>
    ScrollBack,

    /// <summary>Shift-PgDn: half a page towards the present.</summary>
    ScrollForward,

    /// <summary>Ctrl-Alt-Delete.</summary>
    Reboot,

    /// <summary>A lock changed: the lights have to.</summary>
    UpdateLeds,
}
