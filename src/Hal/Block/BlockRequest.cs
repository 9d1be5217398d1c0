using Vela.Primitives;

namespace Vela.Hal;

/// <summary>One transfer between a run of sectors and a run of physical memory, and what to do when it is over.</summary>
/// <remarks>
/// Owns: nothing; whoever made it keeps the memory pinned until <see cref="Finished"/>, and may use the request again afterwards.
/// The pages of a request lie in one physical run. Requests for neighbouring sectors are merged by chaining (<see cref="NextInTransfer"/>):
/// a driver walks the chain of a transfer to make its scatter list, and completes the whole chain with one answer.
/// States: idle → submitted → finished (idle again).
/// </remarks>
public abstract class BlockRequest
{
    /// <summary>Bytes in a sector: the unit of every block number here, whatever the device's own sector is.</summary>
    public const int SectorSize = 512;
    public const int SectorShift = 9;

    public BlockOperation Operation { get; set; }

    /// <summary>The first sector.</summary>
    public ulong Sector { get; set; }

    /// <summary>How many sectors; 0 for a flush.</summary>
    public uint Count { get; set; }

    /// <summary>Where in memory; any alignment of 512 bytes.</summary>
    public PhysicalAddress Memory { get; set; }

    public bool IsSubmitted { get; private set; }

    /// <summary>The request for the sectors that follow, when a queue merged it into this transfer.</summary>
    public BlockRequest? NextInTransfer { get; internal set; }

    /// <summary>Where a device has shifted it to: a partition adds its start, and takes it away again.</summary>
    internal ulong Shift { get; set; }

    /// <summary>Links the transfers of one queue.</summary>
    internal BlockRequest? NextInQueue { get; set; }

    /// <summary>The last of the chain; meaningful in its first.</summary>
    internal BlockRequest? LastInTransfer { get; set; }

    /// <summary>Sectors of the whole chain; meaningful in its first.</summary>
    public uint TransferCount { get; internal set; }

    internal long Deadline { get; set; }

    internal int Attempts { get; set; }

    /// <summary>The device accepts it. Called by the outermost device only.</summary>
    public void Begin()
    {
        Panic.When(IsSubmitted, "a block request is submitted twice");
        IsSubmitted = true;
        NextInTransfer = null;
        LastInTransfer = this;
        TransferCount = Count;
        Attempts = 0;
    }

    /// <summary>The device is done with it, with <see cref="Errno.None"/> or the reason why not.</summary>
    public void Complete(Errno result)
    {
        Panic.When(!IsSubmitted, "a block request is completed that was not submitted");
        IsSubmitted = false;
        NextInTransfer = null;
        Sector -= Shift;
        Shift = 0;
        Finished(result);
    }

    /// <summary>The transfer is over. Runs on the executive; may submit this request again.</summary>
    protected abstract void Finished(Errno result);
}
