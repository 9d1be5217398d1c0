using Vela.Hal;

namespace Vela.Drivers;

/// <summary>A disk on an <see cref="IdeChannel"/>, the first or the second.</summary>
public sealed class IdeDisk : IBlockDriver
{
    private readonly IdeChannel _channel;

    internal IdeDisk(string name, IdeChannel channel, int drive, AtaIdentity identity, AtaTransferMode mode, IExecutive executive)
    {
        Name = name;
        _channel = channel;
        Drive = drive;
        Identity = identity;
        Mode = identity.HasDma ? mode : AtaTransferMode.Programmed;
        Queue = new BlockQueue(this, executive);
    }

    public string Name { get; }

    public AtaIdentity Identity { get; }

    public ulong SectorCount => Identity.SectorCount;

    public bool IsReadOnly => false;

    public int MostTransfers => 1;

    public uint MostSectors => 2048;

    public int MostPieces => 128;

    /// <summary>DMA until the controller did not end a transfer: from then on the processor does it.</summary>
    public AtaTransferMode Mode { get; internal set; }

    /// <summary>The disk to everybody else.</summary>
    public BlockQueue Queue { get; }

    /// <summary>0 or 1.</summary>
    internal int Drive { get; }

    public void Start(BlockRequest transfer) => _channel.Start(this, transfer);

    public void Reset() => _channel.Reset(this);
}
