
namespace Vela.Fs;

/// <summary>A directory whose names are made up when asked for: the processes, a process's threads or open files.</summary>
/// <remarks>Derive, and override TryLookup and TryList. Positions begin at <see cref="OpenFile.FirstEntry"/>; make them from ids, so that a listing can go on.</remarks>
public abstract class GeneratedDirectory : Inode
{
    protected GeneratedDirectory(FileSystem owner, ulong number)
        : base(owner, number, InodeKind.Directory, InodeTimes.Fixed)
    {
        Permissions = 0x16d; // 0555
        Links = 2;
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    public abstract override FileOutcome TryLookup(System.ReadOnlySpan<byte> name, out Inode? found);

    public abstract override FileOutcome TryList(ref ulong position, DirectoryListing listing);

}
