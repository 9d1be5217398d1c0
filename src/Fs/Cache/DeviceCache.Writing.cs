using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <remarks>
/// Programs that write the device itself, as mke2fs and dd do. They and a file system keep each other out, here and on every device with some of the same
/// sectors: of a page under a file system only the blocks that it marked are ever written, in its order (<see cref="MetadataBlocks"/>), while a program's
/// page is written as a whole, whenever. States: free → written by programs, or mounted → free. What the cache has of sectors that were changed past it,
/// by a file system's contents or through another device, is forgotten before anybody else begins.
/// </remarks>
public sealed partial class DeviceCache
{
    private readonly List<DeviceCache> _overlapping = [];
    private int _writers;
    private bool _isMounted;
    private bool _isWriting;
    private bool _isStale;
    private ulong _started;
    private ulong _completed;

    /// <summary>Woken when a write-back is over.</summary>
    public FileEvent Written { get; } = new();

    /// <summary>Whether a file system lies on some of its sectors and is in use.</summary>
    public bool IsMounted
    {
        get
        {
            bool isMounted = _isMounted;
            for (int i = 0; i < _overlapping.Count; i++)
            {
                isMounted |= _overlapping[i]._isMounted;
            }

            return isMounted;
        }
    }

    private bool IsWritten => _writers != 0 || _isWriting || Pages.DirtyCount != 0;

    /// <summary>Says that another device has some of its sectors: a partition, of a disk.</summary>
    public void Overlap(DeviceCache other)
    {
        _overlapping.Add(other);
        other._overlapping.Add(this);
    }

    /// <summary>A program is going to write, until <see cref="EndWriting"/>.</summary>
    /// <returns>ReadOnlyFileSystem; Busy while a file system is mounted from some of its sectors, or they are written through another device.</returns>
    public Errno BeginWriting()
    {
        bool isBusy = IsMounted || _isStale;
        foreach (DeviceCache other in _overlapping)
        {
            isBusy |= other.IsWritten;
        }

        if (Device.IsReadOnly || isBusy)
        {
            return Device.IsReadOnly ? Errno.ReadOnlyFileSystem : Errno.Busy;
        }

        _writers++;
        return Errno.None;
    }

    /// <summary>The program has done; after the last one what is left is written.</summary>
    public void EndWriting()
    {
        Panic.When(_writers == 0, "a device is written by nobody");
        if (--_writers == 0)
        {
            StartWriteBack();
        }
    }

    /// <summary>A file system is going to use the device, until <see cref="EndMount"/>. What programs wrote is on it before this is over.</summary>
    /// <returns>Busy while a program has it open for writing, or there is a file system already; InputOutput if what was written cannot be.</returns>
    internal async KernelTask<Errno> BeginMount()
    {
        bool isBusy = IsMounted || _writers != 0;
        foreach (DeviceCache other in _overlapping)
        {
            isBusy |= other._writers != 0;
        }

        if (isBusy)
        {
            return Errno.Busy;
        }

        _isMounted = true; // nobody begins to write meanwhile
        Errno error = await Settle();
        foreach (DeviceCache other in _overlapping)
        {
            error = error == Errno.None ? await other.Settle() : error;
        }

        if (error == Errno.None && _isStale)
        {
            await Forget();
        }

        _isMounted = error == Errno.None;
        return error;
    }

    /// <summary>The file system has let go. What it wrote of its files is not in the cache.</summary>
    internal async KernelTask EndMount()
    {
        await Forget();
        _isMounted = false;
    }

    /// <summary>Starts writing what programs wrote, and does not wait.</summary>
    public void StartWriteBack()
    {
        if (!_isWriting && Pages.DirtyCount != 0)
        {
            _isWriting = true;
            ExecutiveWaits.Detach(WriteBack());
        }
    }

    /// <summary>Whether a program may make another page dirty now: it waits while an eighth of memory is.</summary>
    internal FileOutcome TryAllowWrite()
    {
        ulong most = _memory.Frames.Total / 8;
        if (Pages.DirtyCount > most / 2)
        {
            StartWriteBack();
        }

        return Pages.DirtyCount > most ? FileOutcome.Blocks(Written) : FileOutcome.Done;
    }

    /// <summary>Sees to it that all that was written survives a loss of power. Pages that cannot be written stay dirty, and their inode knows.</summary>
    internal FileOutcome TrySync(ref FileProgress progress)
    {
        if (progress.Target == 0)
        {
            progress.Target = _started + 1; // one that begins from now on has everything
        }

        if (_completed >= progress.Target || (!_isWriting && Pages.DirtyCount == 0))
        {
            return FileOutcome.Done;
        }

        StartWriteBack();
        return FileOutcome.Blocks(Written);
    }

    /// <summary>There was no frame: waits for one that is being read or written.</summary>
    internal FileOutcome OutOfMemory()
    {
        if (ReadsUnderWay is { } reads)
        {
            return FileOutcome.Blocks(reads);
        }

        StartWriteBack();
        return _isWriting ? FileOutcome.Blocks(Written) : Errno.NoMemory;
    }

    private async KernelTask WriteBack()
    {
        _started++;
        WriteBatch batch = new(Device, _executive);
        PageNumber at = default;
        while (Pages.TryFindDirty(at, out PageNumber page))
        {
            at = page + 1;
            FrameNumber frame = Pages.BeginClean(page);
            if (!frame.IsNone)
            {
                PageWrite write = new(Pages, page, frame);
                batch.Write(FirstSector(page), SectorsOf(page), frame.Address, write);
                WriteBatch.End(write);
            }

            if (batch.IsFull)
            {
                _ = await batch.Drain(); // pages remember their errors
            }

            await _executive.Breathe();
        }

        Errno error = await batch.Flush();
        if (error != Errno.None)
        {
            (Pages.Tag as Inode)?.NoteWriteError(error);
        }

        foreach (DeviceCache other in _overlapping)
        {
            await other.Forget();
        }

        _isWriting = false;
        _completed = _started;
        Written.WakeAll();
        Arrivals.WakeAll();
    }

    /// <summary>Waits until what programs wrote is on the device. InputOutput if it cannot be written.</summary>
    private async KernelTask<Errno> Settle()
    {
        StartWriteBack();
        while (_isWriting)
        {
            _ = await Arrivals.Wait();
        }

        return Pages.DirtyCount == 0 ? Errno.None : Errno.InputOutput;
    }

    /// <summary>Drops every page, so that the device is asked again. Stale, if somebody keeps one.</summary>
    private async KernelTask Forget()
    {
        while (_reader.UnderWay != 0)
        {
            _ = await Arrivals.Wait();
        }

        PageNumber at = default;
        while (Pages.TryFindPage(at, out PageNumber page))
        {
            at = page + 1;
            _ = Pages.TryEvict(page); // whether all went is seen below
            await _executive.Breathe();
        }

        _isStale = Pages.PageCount != 0;
    }
}
