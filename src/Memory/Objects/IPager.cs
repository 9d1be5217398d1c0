using Vela.Primitives;

namespace Vela.Memory;

/// <summary>Who fills an object's pages: a file system, a device, or one day a program (C-06). Declared here, implemented above.</summary>
/// <remarks>
/// Asynchronous from the start (M-45): a request returns at once, and is completed by <see cref="VmObject.Supply"/> or
/// <see cref="VmObject.Fail"/>, possibly before it returns. Between the two nobody holds anything.
/// </remarks>
public interface IPager
{
    /// <summary>Asks for the pages of a range that the object does not have.</summary>
    /// <returns>
    /// <see cref="Errno.None"/> when every page of the range will be supplied or failed later (or was already);
    /// an error when none will be: the faulting program is told.
    /// </returns>
    Errno Request(VmObject source, PageRange range);

    /// <summary>The object is about to have a page written that was clean: reserve what its write-back will need, or refuse (EDQUOT, ENOSPC).</summary>
    Errno PrepareWrite(VmObject source, PageNumber page);

    /// <summary>The last mapping, shadow and holder of the object are gone, and so are its pages.</summary>
    void Released(VmObject source);
}
