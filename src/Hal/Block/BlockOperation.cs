namespace Vela.Hal;

/// <summary>What a block device is asked to do.</summary>
public enum BlockOperation : byte
{
    Read,
    Write,

    /// <summary>Everything whose completion was reported before this request was submitted survives a loss of power from its completion on.</summary>
    Flush,
}
