using System;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>The pages of a block device: the cache of a file system's metadata, and what programs read and write at the device's node.</summary>
/// <remarks>
/// The first of the cache's two keys, (device, block); the other, (inode, offset), is each inode's own object (M-38). Owns: the device's object.
/// Does not own: what is dirty in it for a file system (<see cref="MetadataBlocks"/>), which writes its blocks itself, in its own order.
/// </remarks>
public sealed partial class DeviceCache : IPager
{
    private readonly PageReader _reader;
    private readonly VirtualMemory _memory;
    private readonly IExecutive _executive;

    public DeviceCache(IBlockDevice device, VirtualMemory memory, IExecutive executive, FrameAccount account)
    {
        Device = device;
        _memory = memory;
        _executive = executive;
        Arrivals = new KernelWaitQueue(executive);
        _reader = new PageReader(memory, Arrivals);
        Pages = memory.CreatePaged(this, device.SectorCount << BlockRequest.SectorShift, account);
    }

    public IBlockDevice Device { get; }

    public VmObject Pages { get; }

    /// <summary>For whoever lacks a frame: the event of a read being over, while there is one.</summary>
    internal FileEvent? ReadsUnderWay => _reader.UnderWay != 0 ? _reader.Over : null;

    /// <summary>Woken whenever a page came, or did not: kernel tasks that were told NeedsIo wait here and look again.</summary>
    public KernelWaitQueue Arrivals { get; }

    /// <summary>Bytes of the device, within one page.</summary>
    /// <param name="offset">The first.</param>
    /// <param name="length">How many.</param>
    /// <param name="bytes">Valid until any page is asked for.</param>
    public FileOutcome TryGet(ulong offset, int length, out Span<byte> bytes)
    {
        bytes = default;
        if (offset + (ulong)length > Pages.Size)
        {
            return Errno.InputOutput;
        }

        PageNumber page = new(offset >> PageNumber.Shift);
        FrameNumber frame = Pages.FindPage(page);
        if (frame.IsNone)
        {
            FileOutcome outcome = FileOutcome.FromCache(Pages.TryGetPage(page, out frame));
            if (!outcome.IsDone)
            {
                return outcome;
            }
        }

        bytes = _memory.Frames.Memory.Page(frame).Slice((int)(offset & (PageNumber.Size - 1)), length);
        return FileOutcome.Done;
    }

    public Errno Request(VmObject source, PageRange range)
    {
        for (PageNumber page = range.Start; page < range.End; page += 1)
        {
            FrameNumber frame = _memory.TryTakeFrame(source);
            if (frame.IsNone)
            {
                return Errno.NoMemory;
            }

            PageRead read = _reader.Take();
            read.Begin(source, page, frame);
            read.Add(FirstSector(page), SectorsOf(page), 0);
            read.Start(Device);
        }

        return Errno.None;
    }

    public Errno PrepareWrite(VmObject source, PageNumber page) =>
        Device.IsReadOnly ? Errno.ReadOnlyFileSystem : IsMounted ? Errno.Busy : Errno.None; // a mapping may have outlived its open file

    public void Released(VmObject source)
    {
    }

    private static ulong FirstSector(PageNumber page) => page.Value << (PageNumber.Shift - BlockRequest.SectorShift);

    /// <summary>Sectors of the device that lie in a page: fewer in its last one.</summary>
    private uint SectorsOf(PageNumber page) => (uint)Math.Min(PageNumber.Size >> BlockRequest.SectorShift, Device.SectorCount - FirstSector(page));
}
