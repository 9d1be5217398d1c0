using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>A set of writes to a device that are waited for together.</summary>
/// <remarks>
/// Owns: its requests. A page that is written was taken with <see cref="VmObject.BeginClean"/>, and is given back when its last piece is done;
/// when a piece failed it is dirty again and its inode remembers why (C-26).
/// </remarks>
internal sealed class WriteBatch(IBlockDevice device, IExecutive executive)
{
    /// <summary>Writes under way before more are added.</summary>
    private const int Most = 64;

    private Piece? _idle;
    private KernelCompletion<Errno>? _waiter;
    private int _under;

    /// <summary>What the first failed write of metadata failed with.</summary>
    public Errno Error { get; private set; }

    /// <summary>Whether it is time to <see cref="Drain"/>.</summary>
    public bool IsFull => _under >= Most;

    /// <summary>Writes since the last flush.</summary>
    public int Unflushed { get; private set; }

    /// <summary>Writes metadata.</summary>
    public void Write(ulong sector, uint count, PhysicalAddress memory) => Submit(BlockOperation.Write, sector, count, memory, null);

    /// <summary>Writes a piece of a page.</summary>
    public void Write(ulong sector, uint count, PhysicalAddress memory, PageWrite page)
    {
        page.Left++;
        Submit(BlockOperation.Write, sector, count, memory, page);
    }

    /// <summary>All pieces of a page are submitted.</summary>
    public static void End(PageWrite page) => page.Finish(Errno.None);

    /// <summary>Waits until every write is over.</summary>
    public KernelCompletion<Errno> Drain()
    {
        KernelCompletion<Errno> completion = new(executive);
        if (_under == 0)
        {
            completion.Supply(Error);
        }
        else
        {
            _waiter = completion;
        }

        return completion;
    }

    /// <summary>Waits until every write so far is over and survives a loss of power.</summary>
    public async KernelTask<Errno> Flush()
    {
        Errno error = await Drain();
        if (Unflushed == 0 || error != Errno.None)
        {
            return error;
        }

        Unflushed = 0;
        Submit(BlockOperation.Flush, 0, 0, default, null);
        return await Drain();
    }

    private void Submit(BlockOperation operation, ulong sector, uint count, PhysicalAddress memory, PageWrite? page)
    {
        Piece piece = _idle ?? new Piece(this);
        _idle = piece.Next;
        piece.Next = null;
        piece.Page = page;
        piece.Operation = operation;
        piece.Sector = sector;
        piece.Count = count;
        piece.Memory = memory;
        _under++;
        Unflushed += operation == BlockOperation.Write ? 1 : 0;
        device.Submit(piece);
    }

    private void Finish(Piece piece, Errno result)
    {
        PageWrite? page = piece.Page;
        piece.Page = null;
        piece.Next = _idle;
        _idle = piece;
        _under--;
        if (page is not null)
        {
            page.Finish(result);
        }
        else if (Error == Errno.None)
        {
            Error = result;
        }

        if (_under == 0 && _waiter is { } waiter)
        {
            _waiter = null;
            waiter.Supply(Error);
        }
    }

    private sealed class Piece(WriteBatch owner) : BlockRequest
    {
        public Piece? Next { get; set; }

        public PageWrite? Page { get; set; }

        protected override void Finished(Errno result) => owner.Finish(this, result);
    }
}
