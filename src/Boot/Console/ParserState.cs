namespace Vela.Boot;

/// <summary>Where a terminal is in an escape sequence (the state machine of ECMA-48, as the VT500 has it).</summary>
internal enum ParserState : byte
{
    Ground,
    Escape,
    EscapeIntermediate,
    ControlSequence,

    /// <summary>A control sequence that is malformed or too long: swallowed up to its final byte.</summary>
    IgnoredSequence,

    /// <summary>OSC, up to BEL or ST.</summary>
    OperatingSystemCommand,

    /// <summary>DCS, SOS, PM and APC, up to ST.</summary>
    DeviceString,
}
