namespace Vela.Drivers;

/// <summary>Who moves a disk's data.</summary>
public enum AtaTransferMode : byte
{
    /// <summary>The controller, by itself.</summary>
    Dma,

    /// <summary>The processor, word by word through a port.</summary>
    Programmed,
}
