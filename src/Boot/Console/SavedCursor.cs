namespace Vela.Boot;

/// <summary>What DECSC keeps and DECRC brings back.</summary>
internal struct SavedCursor
{
    public int Row;
    public int Column;
    public Cell Pen;
    public TerminalModes Modes;
    public byte Charsets;
    public bool PendingWrap;
}
