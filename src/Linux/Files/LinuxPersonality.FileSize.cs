using System;
using Vela.Fs;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>How long a process may make a file (getrlimit(2), RLIMIT_FSIZE; write(2), EFBIG).</remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>Leaves of a write what the limit allows. False: nothing, and the program gets a signal for it.</summary>
    /// <param name="thread">Who writes.</param>
    /// <param name="file">Where to.</param>
    /// <param name="buffer">What; made shorter.</param>
    /// <param name="offset">Where it began; null: at the cursor, or the end.</param>
    /// <param name="done">Bytes that were written before the call had to wait.</param>
    private static bool TryLimit(Thread thread, OpenFile file, ref FileBuffer buffer, ulong? offset, ulong done)
    {
        ulong left = buffer.Length == 0 ? ulong.MaxValue : BytesLeft(thread, file, offset, done);
        if (left == 0 && done == 0)
        {
            SignalFileSize(thread);
            return false;
        }

        buffer = buffer.First((int)Math.Min((ulong)buffer.Length, done + Math.Min(left, int.MaxValue)));
        return true;
    }

    /// <summary>How many more bytes may be written to a file.</summary>
    /// <param name="thread">Who writes.</param>
    /// <param name="file">Where to.</param>
    /// <param name="offset">Where it began; null: at the cursor, or the end, which have moved with what is done.</param>
    /// <param name="done">Bytes that were written since.</param>
    private static ulong BytesLeft(Thread thread, OpenFile file, ulong? offset, ulong done)
    {
        if (file.Inode.Kind != InodeKind.File || !file.CanWrite)
        {
            return ulong.MaxValue;
        }

        ulong at = (file.Flags & OpenFlags.Append) != 0 ? file.Inode.Size : offset + done ?? file.Position;
        ulong most = thread.Process.Limits.MostFileBytes;
        return most > at ? most - at : 0;
    }

    /// <summary>Whether a file may be made that long. False: the program gets a signal for it (truncate(2)).</summary>
    private static bool MayGrow(Thread thread, Inode file, ulong size)
    {
        if (size <= thread.Process.Limits.MostFileBytes || size <= file.Size)
        {
            return true;
        }

        SignalFileSize(thread);
        return false;
    }

    private static void SignalFileSize(Thread thread)
    {
        SignalInfo info = new() { Signal = Signal.FileSizeLimit, Code = SignalCode.Kernel };
        _ = thread.Send(in info); // it is no real-time signal: there is room
    }
}
