namespace Vela.Capabilities;

/// <summary>How far one revocation has come. Kept by the table, not by the caller: it is finished even if the caller never comes back.</summary>
internal struct RunningRevocation
{
    /// <summary>The record whose descendants go; 0 while the element is unused.</summary>
    public uint Root;

    /// <summary>Where to go on, if it is still the record that it was; otherwise at the root.</summary>
    public uint Cursor;
    public uint CursorGeneration;
}
