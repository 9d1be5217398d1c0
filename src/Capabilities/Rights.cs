using System;

namespace Vela.Capabilities;

/// <summary>What the holder of a capability may do. One bit means one thing for every type; <see cref="RightsTable"/> says which apply to which.</summary>
/// <remarks>Because a bit means the same everywhere, "a child has no right its parent lacks" holds from a directory to a file to a mapping of it.</remarks>
[Flags]
public enum Rights : uint
{
    None = 0,

    /// <summary>Describe the capability: its rights, badge and where it came from.</summary>
    Inspect = 1 << 0,

    /// <summary>Make another capability of equal standing.</summary>
    Duplicate = 1 << 1,

    /// <summary>Give the capability to another space.</summary>
    Transfer = 1 << 2,

    /// <summary>What is reached through the capability may be changed. A capability without it is weak: see <see cref="RightsTable.WeakMask"/>.</summary>
    Strong = 1 << 3,

    Read = 1 << 4,
    Write = 1 << 5,
    Execute = 1 << 6,

    /// <summary>Put the object into an address space, or put objects into this address space.</summary>
    Map = 1 << 7,
    Unmap = 1 << 8,

    /// <summary>Change the access of existing regions.</summary>
    Protect = 1 << 9,

    /// <summary>Write at the end only.</summary>
    Append = 1 << 10,
    Resize = 1 << 11,

    /// <summary>Make something in it: a name in a directory, a thread in a process, a process in a container, a capability in a space.</summary>
    Create = 1 << 12,
    Remove = 1 << 13,

    /// <summary>Change its attributes: mode, owner, times, limits, terminal settings, interrupt mask.</summary>
    Configure = 1 << 14,
    Run = 1 << 15,
    Suspend = 1 << 16,
    Destroy = 1 << 17,

    /// <summary>Read registers.</summary>
    ReadState = 1 << 18,

    /// <summary>Write registers.</summary>
    WriteState = 1 << 19,

    /// <summary>Say who answers its faults.</summary>
    SetPager = 1 << 20,

    /// <summary>Change priority and affinity.</summary>
    Schedule = 1 << 21,
    Signal = 1 << 22,
    Wait = 1 << 23,
    Send = 1 << 24,
    Receive = 1 << 25,

    /// <summary>Send capabilities along with a message.</summary>
    Grant = 1 << 26,

    /// <summary>Derive a capability with a badge.</summary>
    Badge = 1 << 27,

    /// <summary>Answer requests for pages.</summary>
    Supply = 1 << 28,
    Charge = 1 << 29,

    /// <summary>Take a part of a quantity away as a quota of its own.</summary>
    Split = 1 << 30,
}
