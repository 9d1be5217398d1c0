using System;

namespace Vela.Memory;

/// <summary>The state of an object's page, in its frame record's tag.</summary>
[Flags]
internal enum PageTag : ushort
{
    None = 0,

    /// <summary>Written since it was last cleaned. A page of a pager is mapped writable only while it is dirty (C-26).</summary>
    Dirty = 1,

    /// <summary>Being written back: clean as soon as that ends, unless written again.</summary>
    Cleaning = 2,

    /// <summary>Looked at since the reclaimer last came by.</summary>
    Referenced = 4,

    /// <summary>Part of a 2 MiB run that is mapped by one entry.</summary>
    Large = 8,
}
