using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Listing a directory (getdents(2), C-29).</remarks>
public sealed partial class LinuxPersonality
{
    private readonly DirectoryEntries _entries = new();

    private CallResult List(Thread thread, int descriptor, ulong into, uint size, DirectoryFormat format)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Reading).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        ulong before = file.Position;
        _entries.Begin(size, format);
        FileOutcome outcome = file.TryList(_entries);
        int length = _entries.Bytes.Length;
        if (length == 0)
        {
            return outcome.IsDone && _entries.IsFull ? Errno.Invalid : Finish(thread, outcome);
        }

        // What was listed before a wait or an error is handed out; the rest shows the next time.
        outcome = TryCopyOut(thread, into, _entries.Bytes);
        if (!outcome.IsDone)
        {
            _ = file.Seek(unchecked((long)before), SeekOrigin.Start); // a position that the directory gave
        }

        return Finish(thread, outcome, length);
    }
}
