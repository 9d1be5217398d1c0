namespace Vela.Drivers;

/// <summary>What a <see cref="GenericAddress"/> counts.</summary>
public enum AddressSpaceKind : byte
{
    Memory = 0,
    Port = 1,
    PciConfiguration = 2,
}
