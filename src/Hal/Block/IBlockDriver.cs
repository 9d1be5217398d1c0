namespace Vela.Hal;

/// <summary>What a <see cref="BlockQueue"/> needs from a disk's driver.</summary>
public interface IBlockDriver
{
    string Name { get; }

    ulong SectorCount { get; }

    bool IsReadOnly { get; }

    /// <summary>How many transfers it can have under way.</summary>
    int MostTransfers { get; }

    /// <summary>Sectors one transfer may have.</summary>
    uint MostSectors { get; }

    /// <summary>Pieces of memory one transfer may have.</summary>
    int MostPieces { get; }

    /// <summary>Starts a transfer: the request and what is chained to it. It answers with <see cref="BlockQueue.Finish"/>, possibly at once.</summary>
    void Start(BlockRequest transfer);

    /// <summary>A transfer did not end in time: put the controller in order and forget every transfer under way. None of them may be answered later.</summary>
    void Reset();
}
