namespace Vela.Hal;

/// <summary>Whether freed frames are filled with a pattern, so that a write after the free is found (S-08, S-20).</summary>
public enum FramePoison : byte
{
    Off = 0,

    /// <summary>The checked build: 266 instructions a free and 1,000 an allocation.</summary>
    On = 1,
}
