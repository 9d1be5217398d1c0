using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Descriptors and cursors (dup(2), lseek(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private static CallResult Seek(Thread thread, int descriptor, long offset, uint origin)
    {
        if (!thread.Process.Descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        if (origin > (uint)SeekOrigin.Hole)
        {
            return Errno.Invalid;
        }

        return file.Seek(offset, (SeekOrigin)origin).Ok(out ulong position, out error) ? (long)position : error;
    }

    private static CallResult Duplicate(Thread thread, int descriptor) =>
        CallResult.Of(thread.Process.Descriptors.Duplicate(descriptor, 0, DescriptorFlags.None));

    /// <summary>dup2(2): nothing happens when both are the same.</summary>
    private static CallResult DuplicateTo(Thread thread, int descriptor, int wanted)
    {
        if (descriptor == wanted)
        {
            return thread.Process.Descriptors.IsInUse(descriptor) ? wanted : Errno.BadDescriptor;
        }

        Errno error = thread.Process.Descriptors.DuplicateTo(descriptor, wanted, DescriptorFlags.None);
        return error == Errno.None ? wanted : error;
    }

    /// <summary>dup3(2): it is wrong when both are the same.</summary>
    private static CallResult DuplicateTo(Thread thread, int descriptor, int wanted, uint flags)
    {
        if (descriptor == wanted || (flags & ~OpenBits.CloseOnExecute) != 0)
        {
            return Errno.Invalid;
        }

        Errno error = thread.Process.Descriptors.DuplicateTo(descriptor, wanted, DescriptorFlagsOf(flags));
        return error == Errno.None ? wanted : error;
    }
}
