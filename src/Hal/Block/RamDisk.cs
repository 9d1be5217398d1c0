using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>A disk in memory: contents are gone at power-off.</summary>
/// <remarks>Owns: its frames, taken when made and kept. Answers at once.</remarks>
public sealed class RamDisk : IBlockDevice
{
    private const int SectorsPerPage = (int)FrameNumber.Size / BlockRequest.SectorSize;

    private readonly Frames _frames;
    private readonly FrameNumber[] _pages;

    private RamDisk(string name, Frames frames, FrameNumber[] pages)
    {
        Name = name;
        _frames = frames;
        _pages = pages;
    }

    public string Name { get; }

    public ulong SectorCount => (ulong)_pages.Length * SectorsPerPage;

    public bool IsReadOnly => false;

    /// <summary>An empty disk. <see cref="Errno.NoMemory"/> when there are not so many frames; then none is kept.</summary>
    public static Result<RamDisk> Create(string name, Frames frames, int pages)
    {
        FrameNumber[] taken = new FrameNumber[pages];
        for (int i = 0; i < pages; i++)
        {
            taken[i] = frames.Allocate(FrameUse.Kernel, FrameOwner.None);
            if (taken[i].IsNone)
            {
                for (int j = 0; j < i; j++)
                {
                    frames.Release(taken[j], FrameUse.Kernel);
                }

                return Errno.NoMemory;
            }

            frames.Memory.ZeroPage(taken[i]);
        }

        return new RamDisk(name, frames, taken);
    }

    public void Submit(BlockRequest request)
    {
        request.Begin();
        Errno refused = BlockQueue.Refusal(this, request);
        for (uint i = 0; refused == Errno.None && i < request.Count; i++)
        {
            ulong sector = request.Sector + i;
            PhysicalAddress address = request.Memory + (i * (ulong)BlockRequest.SectorSize);
            Span<byte> memory = SectorIn(address.Frame, (int)(address.Value & (FrameNumber.Size - 1)));
            Span<byte> disk = SectorIn(_pages[sector / SectorsPerPage], (int)(sector % SectorsPerPage) * BlockRequest.SectorSize);
            (request.Operation == BlockOperation.Read ? disk : memory).CopyTo(request.Operation == BlockOperation.Read ? memory : disk);
        }

        request.Complete(refused);
    }

    private Span<byte> SectorIn(FrameNumber frame, int offset) => _frames.Memory.Page(frame).Slice(offset, BlockRequest.SectorSize);
}
