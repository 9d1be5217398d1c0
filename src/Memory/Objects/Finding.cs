namespace Vela.Memory;

/// <summary>What shows at an offset of an object.</summary>
internal enum Finding : byte
{
    /// <summary>A page that some object of the chain holds.</summary>
    Page,

    /// <summary>Nothing anywhere: zero.</summary>
    Zero,

    /// <summary>The object at the bottom must make it: its pager is to be asked, or a zero page put there.</summary>
    Absent,

    /// <summary>The pager was asked.</summary>
    Pending,

    /// <summary>The pager could not.</summary>
    Failed,

    /// <summary>Past the end of the object.</summary>
    BeyondEnd,
}
