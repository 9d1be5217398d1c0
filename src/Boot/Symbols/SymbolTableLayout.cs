namespace Vela.Boot;

/// <summary>The binary layout of the symbol table that the post-link step lays into the image (docs/debugging.md).</summary>
/// <remarks>
/// All numbers are little-endian; addresses are stored as 32-bit distances from <see cref="Base"/>.
/// <code>
///   0  magic "VELASYM1"     24  function index, offset     40  line stream, offset
///   8  base address         28  function stream, offset    44  files
///  16  size of the table    32  line rows                  48  file index, offset (files + 1 string offsets)
///  20  functions            36  line index, offset         52  token index, offset
/// index entry: address distance (4), offset into the stream (4); one for each block, of 32 functions or 64 rows
/// function:    varint gap, varint length, byte shared, varint rest, rest bytes    (gap from the end of the one before)
///              the name is the one before, cut to the shared bytes, and what the rest stands for: each byte for a token, but
///              0 for the byte that follows it
/// token index: 257 offsets (2) from its own start: token i is the text from offset i to offset i + 1
/// line row:    varint (distance * 2 + file changes), [varint file], zigzag varint line difference
/// </code>
/// A block starts from nothing: gap and distance count from the block's address, no prefix is shared, file and line are 0.
/// File 0 is "not our source": such a row only ends the one before it.
/// </remarks>
internal static class SymbolTableLayout
{
    public const ulong Magic = 0x314D_5953_414C_4556;
    public const int Base = 8;
    public const int Size = 16;
    public const int Functions = 20;
    public const int FunctionIndex = 24;
    public const int FunctionStream = 28;
    public const int LineRows = 32;
    public const int LineIndex = 36;
    public const int LineStream = 40;
    public const int Files = 44;
    public const int FileIndex = 48;
    public const int TokenIndex = 52;
    public const int HeaderSize = 64;

    public const int IndexEntrySize = 8;
    public const int FunctionsPerBlock = 32;
    public const int RowsPerBlock = 64;
    public const int LongestName = 255;
    public const int Tokens = 256;
    public const int LongestToken = 32;
    public const byte Literal = 0;
}
