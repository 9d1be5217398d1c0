using System;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>Contents of files and links.</remarks>
internal sealed partial class Ext2Inode
{
    /// <summary>A symbolic link short enough for the place of the pointers.</summary>
    private const int MostFastLink = 59;

    private bool IsFastLink => Kind == InodeKind.SymbolicLink && _sectors - (_attributesBlock != 0 ? _owner.SectorsPerBlock : 0) == 0;

    public override FileOutcome TryBeginWrite(ulong end)
    {
        if (end > _owner.MostBytes)
        {
            return Errno.FileTooLarge;
        }

        FileOutcome outcome = AwaitCut();
        return outcome.IsDone ? _owner.TryAllowWrite() : outcome;
    }

    public override void Grow(ulong size)
    {
        ClearTail();
        _size = size;
        Pages!.Resize(size);
        _owner.NoteDirty(this);
    }

    public override void Shrink(ulong size)
    {
        _size = size;
        Pages!.Resize(size);
    }

    public override FileOutcome TryResize(ulong size)
    {
        if (Kind != InodeKind.File || size > _owner.MostBytes)
        {
            return Kind != InodeKind.File ? Errno.Invalid : Errno.FileTooLarge;
        }

        FileOutcome outcome = AwaitCut();
        outcome = outcome.IsDone ? _owner.TryAllowChange() : outcome;
        if (!outcome.IsDone || size == _size)
        {
            return outcome;
        }

        if (size > _size)
        {
            Grow(size);
            return FileOutcome.Done;
        }

        outcome = TryClearNewTail(size);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        CutAt = Math.Min(CutAt, (uint)((size + BlockBytes - 1) / BlockBytes));
        Shrink(size);
        _owner.NoteDirty(this);
        return AwaitCut();
    }

    public override FileOutcome TryPunch(PageRange pages)
    {
        FileOutcome outcome = _owner.TryAllowChange();
        if (!outcome.IsDone || Punched.End != 0)
        {
            return outcome.IsDone ? _owner.NeedsCommit() : outcome; // one range at a time
        }

        uint perPage = Math.Max(1, (uint)PageNumber.Size / BlockBytes);
        for (PageNumber page = pages.Start; page < pages.End; page += 1)
        {
            FrameNumber frame = Pages!.FindPage(page);
            if (frame.IsNone)
            {
                continue;
            }

            // A dirty page is made clean without being written, so that it can be taken out: mappings fault and find the hole.
            FrameNumber cleaned = Pages.BeginClean(page);
            if (!cleaned.IsNone)
            {
                Pages.EndClean(page, cleaned, Errno.None);
            }

            if (Pages.TryEvict(page) != Errno.None)
            {
                _owner.Frames.Memory.ZeroPage(frame); // somebody holds it; zeroes are written there instead
                outcome = Pages.TryMarkDirty(page);
                if (!outcome.IsDone)
                {
                    return outcome;
                }
            }
        }

        Punched = ((uint)(pages.Start.Value * perPage), (uint)(pages.End.Value * perPage));
        _owner.NoteDirty(this);
        return FileOutcome.Done;
    }

    public override FileOutcome TrySync(SyncKind kind, ref FileProgress progress) => _owner.TrySync(ref progress);

    public override FileOutcome TryReadLink(Span<byte> into, out int length)
    {
        length = 0;
        if (Kind != InodeKind.SymbolicLink)
        {
            return Errno.Invalid;
        }

        int size = (int)Math.Min(_size, (ulong)into.Length);
        if (IsFastLink)
        {
            size = Math.Min(size, MostFastLink);
            for (int i = 0; i < size; i++)
            {
                into[i] = unchecked((byte)(_pointers[i / 4] >> (8 * (i % 4)))); // one of its four bytes
            }

            length = size;
            return FileOutcome.Done;
        }

        FileOutcome outcome = TryMap(0, out uint block);
        Span<byte> bytes = default;
        outcome = outcome.IsDone && block == 0 ? Errno.InputOutput : outcome.IsDone ? _owner.Blocks.TryGet(block, out bytes) : outcome;
        if (outcome.IsDone)
        {
            length = Math.Min(size, bytes.Length);
            bytes[..length].CopyTo(into);
        }

        return outcome;
    }

    /// <summary>Stores where a new link leads. A long target's block was made before.</summary>
    public void SetTarget(ReadOnlySpan<byte> target, uint block)
    {
        _size = (ulong)target.Length;
        if (block != 0)
        {
            _pointers[0] = block;
            AddSectors(1);
            return;
        }

        for (int i = 0; i < target.Length; i++)
        {
            _pointers[i / 4] |= (uint)target[i] << (8 * (i % 4));
        }
    }

    public static bool FitsInode(ReadOnlySpan<byte> target) => target.Length <= MostFastLink;

    /// <summary>Zeroes what a mapping may have left behind the end, before that becomes contents.</summary>
    public void ClearTail()
    {
        int tail = (int)(_size & (PageNumber.Size - 1));
        FrameNumber last = tail == 0 ? FrameNumber.None : WritablePages?.FindPage(new PageNumber(_size >> PageNumber.Shift)) ?? FrameNumber.None;
        if (!last.IsNone)
        {
            _owner.Frames.Memory.Page(last)[tail..].Clear();
        }
    }

    /// <summary>The page in which a file will end is brought in and made dirty, so that the disk has zeroes behind the end too.</summary>
    private FileOutcome TryClearNewTail(ulong size)
    {
        PageNumber page = new(size >> PageNumber.Shift);
        if ((size & (PageNumber.Size - 1)) == 0)
        {
            return FileOutcome.Done;
        }

        if (Pages!.FindPage(page).IsNone)
        {
            uint perPage = Math.Max(1, (uint)PageNumber.Size / BlockBytes);
            bool isHole = true;
            for (uint i = 0; i < perPage; i++)
            {
                FileOutcome mapped = TryMap((uint)(page.Value * perPage) + i, out uint block);
                if (!mapped.IsDone)
                {
                    return mapped;
                }

                isHole &= block == 0;
            }

            if (isHole)
            {
                return FileOutcome.Done;
            }

            FileOutcome outcome = FileOutcome.FromCache(Pages.TryGetPage(page, out _));
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        return Pages.TryMarkDirty(page);
    }
}
