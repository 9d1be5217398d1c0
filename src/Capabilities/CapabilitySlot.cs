using System.Runtime.InteropServices;

namespace Vela.Capabilities;

/// <summary>The hot half of a capability in a space: all that <see cref="CapabilitySpace.Get{T}(CapabilityHandle, Rights, string)"/> reads. 16 bytes, no references, so the collector never looks inside the array.</summary>
/// <remarks>
/// A vacant slot withholds every right, holds in <see cref="Generation"/> the number it will answer to next, in <see cref="Object"/> why its last
/// capability left (an index below <see cref="ObjectTable.FirstIndex"/>, where only the vacant object lives), and in <see cref="Record"/> the next vacant slot.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct CapabilitySlot
{
    /// <summary>What a handle must say to mean this slot. Counts up whenever a capability leaves; a slot that reaches <see cref="Retired"/> is never used again.</summary>
    public uint Generation;

    /// <summary>The rights this capability does not carry: one AND tells whether a wanted right is missing.</summary>
    public Rights Withheld;

    /// <summary>The object's index in the <see cref="ObjectTable"/>.</summary>
    public uint Object;

    /// <summary>The cold half's index in the <see cref="RecordSlab"/>.</summary>
    public uint Record;

    public const uint Retired = uint.MaxValue;

    public const Rights Everything = (Rights)uint.MaxValue;

    public readonly bool IsVacant => Object < ObjectTable.FirstIndex;
}
