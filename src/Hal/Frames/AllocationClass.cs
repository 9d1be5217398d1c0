namespace Vela.Hal;

/// <summary>Whom a frame is for, when there are few.</summary>
public enum AllocationClass : byte
{
    /// <summary>Everybody: must leave the reserve alone.</summary>
    Ordinary = 0,

    /// <summary>The runtime's host calls: may use the reserve, so that a collection under memory pressure can finish.</summary>
    Host = 1,
}
