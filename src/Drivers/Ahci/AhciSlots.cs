using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The memory of an AHCI port: the command list, what the disk sends, and a command table for each slot (AHCI 1.3.1, 4.2).</summary>
/// <remarks>
/// <code>
/// 0x000  32 command headers of 32 bytes
/// 0x400  received FISes, 256 bytes
/// 0x800  the answer to IDENTIFY DEVICE, 512 bytes
/// 0x1000 32 command tables of 1 KiB: the command FIS, then at 0x80 up to 56 pieces of memory of 16 bytes
/// </code>
/// </remarks>
internal readonly struct AhciSlots
{
    public const int MostPieces = 56;

    private const ulong FrameCount = 9;
    private const ulong HeaderSize = 32;
    private const ulong ReceivedAt = 0x400;
    private const ulong AnswerAt = 0x800;
    private const ulong TablesAt = 0x1000;
    private const ulong TableSize = 0x400;
    private const ulong PiecesAt = 0x80;
    private const ulong PieceSize = 16;

    private const uint CommandWords = 5;
    private const uint IsWrite = 0x40;
    private const uint HostToDevice = 0x27;
    private const uint IsCommand = 0x80;
    private const uint LongAddress = 0x40;

    private readonly DmaArea _area;

    private AhciSlots(DmaArea area) => _area = area;

    public PhysicalAddress List => _area.Start;

    public PhysicalAddress Received => _area.AddressOf(ReceivedAt);

    public PhysicalAddress Answer => _area.AddressOf(AnswerAt);

    public static Result<AhciSlots> Create(Frames frames)
    {
        if (!DmaArea.Create(frames, FrameCount).Ok(out DmaArea area, out Errno error))
        {
            return error;
        }

        return new AhciSlots(area);
    }

    public void Release(Frames frames) => _area.Release(frames);

    /// <summary>A word of what the disk answered to IDENTIFY DEVICE.</summary>
    public ushort AnswerWord(int index) => _area.At<ushort>(AnswerAt + (2 * (ulong)index));

    /// <summary>Writes a command into a slot, without its memory.</summary>
    public void Command(int slot, AtaCommand command, ulong sector, uint count)
    {
        ulong table = Table(slot);
        _area.At<uint>(table) = HostToDevice | IsCommand << 8 | (uint)command << 16;
        _area.At<uint>(table + 4) = (uint)(sector & 0xff_ffff) | LongAddress << 24;
        _area.At<uint>(table + 8) = (uint)(sector >> 24 & 0xff_ffff);
        _area.At<uint>(table + 12) = count & 0xffff;
        _area.At<uint>(table + 16) = 0;
    }

    public void Piece(int slot, int index, PhysicalAddress memory, uint bytes)
    {
        ulong piece = Table(slot) + PiecesAt + ((ulong)index * PieceSize);
        _area.At<ulong>(piece) = memory.Value;
        _area.At<uint>(piece + 8) = 0;
        _area.At<uint>(piece + 12) = bytes - 1;
    }

    /// <summary>Writes the slot's header: the slot can be issued.</summary>
    public void Complete(int slot, int pieces, BlockOperation operation)
    {
        ulong header = (ulong)slot * HeaderSize;
        _area.At<uint>(header) = CommandWords | (operation == BlockOperation.Write ? IsWrite : 0) | (uint)pieces << 16;
        _area.At<ulong>(header + 8) = _area.AddressOf(Table(slot)).Value;
        ResetCount(slot);
    }

    /// <summary>No byte of the slot's command has been moved: for a command that is issued again.</summary>
    public void ResetCount(int slot) => _area.At<uint>(((ulong)slot * HeaderSize) + 4) = 0;

    private static ulong Table(int slot) => TablesAt + ((ulong)slot * TableSize);
}
