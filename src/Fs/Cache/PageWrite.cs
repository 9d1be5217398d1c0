using Vela.Memory;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>One dirty page on its way to the device.</summary>
internal sealed class PageWrite(VmObject source, PageNumber page, FrameNumber frame)
{
    private Errno _error;

    /// <summary>Pieces under way, and one for whoever submits them.</summary>
    public int Left { get; set; } = 1;

    public void Finish(Errno result)
    {
        _error = _error == Errno.None ? result : _error;
        if (--Left != 0)
        {
            return;
        }

        source.EndClean(page, frame, _error);
        if (_error != Errno.None)
        {
            (source.Tag as Inode)?.NoteWriteError(_error);
        }
    }
}
