using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>What can be done to a descriptor or an open file as such (fcntl(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private static CallResult Control(Thread thread, int descriptor, int command, ulong argument)
    {
        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.Get(descriptor, SystemCallRights.Holding).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        switch (command)
        {
            case FileControl.DuplicateDescriptor:
                return DuplicateFrom(descriptors, descriptor, argument, DescriptorFlags.None);
            case FileControl.DuplicateCloseOnExecute:
                return DuplicateFrom(descriptors, descriptor, argument, DescriptorFlags.CloseOnExecute);
            case FileControl.GetDescriptorFlags:
                return (long)descriptors.FlagsOf(descriptor);
            case FileControl.SetDescriptorFlags:
                descriptors.SetFlags(descriptor, (argument & 1) != 0 ? DescriptorFlags.CloseOnExecute : DescriptorFlags.None);
                return 0;
            case FileControl.GetFlags:
                return OpenBits.Of(file.Flags);
        }

        return (file.Flags & OpenFlags.PathOnly) != 0 ? Errno.BadDescriptor : ControlFile(thread, file, command, argument);
    }

    private static CallResult ControlFile(Thread thread, OpenFile file, int command, ulong argument)
    {
        switch (command)
        {
            case FileControl.SetFlags:
                return ChangeFlags(thread, file, unchecked((uint)argument));
            case FileControl.GetLock:
            case FileControl.GetOpenFileLock:
                return TellLock(thread, file, argument, command == FileControl.GetLock ? thread.Process.Descriptors : file);
            case FileControl.SetLock:
            case FileControl.SetLockWaiting:
                return SetLock(thread, file, argument, thread.Process.Descriptors, command == FileControl.SetLockWaiting ? LockWait.Wait : LockWait.Refuse);
            case FileControl.SetOpenFileLock:
            case FileControl.SetOpenFileLockWaiting:
                return SetLock(thread, file, argument, file, command == FileControl.SetOpenFileLockWaiting ? LockWait.Wait : LockWait.Refuse);
            case FileControl.GetOwner:
            case FileControl.GetSignal:
            case FileControl.SetOwner:
                return 0; // nobody is sent SIGIO, since O_ASYNC does nothing
            case FileControl.GetPipeSize:
                return Pipe.Of(file) is { } pipe ? pipe.Capacity : Errno.BadDescriptor;
            case FileControl.SetPipeSize:
                return SetPipeSize(thread, file, unchecked((int)argument));
            default:
                return Errno.Invalid;
        }
    }

    private static CallResult DuplicateFrom(DescriptorTable descriptors, int descriptor, ulong lowest, DescriptorFlags flags) =>
        lowest >= (ulong)descriptors.Limit ? Errno.Invalid : CallResult.Of(descriptors.Duplicate(descriptor, (int)lowest, flags));

    private static CallResult ChangeFlags(Thread thread, OpenFile file, uint bits)
    {
        OpenFlags flags = OpenBits.Changeable(bits);
        bool mayHideReading = thread.Process.Paths.Who.User == file.Inode.Owner || thread.Process.Paths.Who.Has(FilePrivileges.ActAsOwner);
        if ((flags & ~file.Flags & OpenFlags.NoAccessTime) != 0 && !mayHideReading)
        {
            return Errno.NotPermitted;
        }

        file.ChangeFlags(flags);
        return 0;
    }

    private static CallResult SetPipeSize(Thread thread, OpenFile file, int bytes)
    {
        if (Pipe.Of(file) is not { } pipe)
        {
            return Errno.BadDescriptor;
        }

        int most = thread.Process.Paths.Who.User == 0 ? Pipe.GreatestCapacity : Pipe.MostCapacity;
        return CallResult.Of(pipe.SetCapacity(bytes, most));
    }
}
