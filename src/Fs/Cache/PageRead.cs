using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The filling of one page of an object from one or more places of a device.</summary>
/// <remarks>
/// Owns: the frame, until it is the object's. States: idle → begun (pieces are added) → under way → idle. Reused: see <see cref="PageReader"/>.
/// What no piece covers, and what lies beyond the file's end, is zero (S-14, seed bug 37).
/// </remarks>
internal sealed class PageRead
{
    private const int MostPieces = 8;

    private readonly PageReader _reader;
    private readonly Piece[] _pieces = new Piece[MostPieces];
    private VmObject? _source;
    private PageNumber _page;
    private FrameNumber _frame;
    private int _count;
    private int _left;
    private Errno _error;

    public PageRead(PageReader reader)
    {
        _reader = reader;
        for (int i = 0; i < MostPieces; i++)
        {
            _pieces[i] = new Piece(this);
        }
    }

    public PageRead? Next { get; set; }

    public VmObject? Source => _source;

    public PageNumber Page => _page;

    /// <summary>It has to wait before it can begin: remembers what for.</summary>
    public void Park(VmObject source, PageNumber page)
    {
        _source = source;
        _page = page;
    }

    public void Begin(VmObject source, PageNumber page, FrameNumber frame)
    {
        _source = source;
        _page = page;
        _frame = frame;
        _count = 0;
        _error = Errno.None;
        _reader.Memory.Frames.Memory.ZeroPage(frame);
    }

    /// <summary>Part of the page comes from here. Parts that follow one another on the device become one transfer.</summary>
    public void Add(ulong sector, uint count, int offset)
    {
        if (_count != 0)
        {
            Piece last = _pieces[_count - 1];
            if (last.Sector + last.Count == sector && last.Memory + (last.Count * (ulong)BlockRequest.SectorSize) == _frame.Address + (ulong)offset)
            {
                last.Count += count;
                return;
            }
        }

        Piece piece = _pieces[_count++];
        piece.Operation = BlockOperation.Read;
        piece.Sector = sector;
        piece.Count = count;
        piece.Memory = _frame.Address + (ulong)offset;
    }

    public void Start(IBlockDevice device)
    {
        int count = _count;
        _left = count + 1;
        for (int i = 0; i < count; i++)
        {
            device.Submit(_pieces[i]);
        }

        Finish(Errno.None);
    }

    private void Finish(Errno result)
    {
        _error = _error == Errno.None ? result : _error;
        if (--_left != 0)
        {
            return;
        }

        VmObject source = _source!;
        _source = null;
        if (_error == Errno.None)
        {
            ClearTail(source);
            source.Supply(_page, _frame);
        }
        else
        {
            _reader.Memory.ReturnFrame(source, _frame);
            source.Fail(_page, _error);
        }

        _reader.Return(this);
    }

    private void ClearTail(VmObject source)
    {
        ulong start = _page.Value << PageNumber.Shift;
        if (source.Size > start && source.Size - start < PageNumber.Size)
        {
            _reader.Memory.Frames.Memory.Page(_frame)[(int)(source.Size - start)..].Clear();
        }
    }

    private sealed class Piece(PageRead owner) : BlockRequest
    {
        protected override void Finished(Errno result) => owner.Finish(result);
    }
}
