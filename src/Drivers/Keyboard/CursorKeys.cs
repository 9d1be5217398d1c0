namespace Vela.Drivers;

/// <summary>What the arrows, Home and End send: DECCKM, which programs switch through the terminal.</summary>
public enum CursorKeys : byte
{
    /// <summary>CSI A.</summary>
    Normal,

    /// <summary>SS3 A.</summary>
    Application,
}
