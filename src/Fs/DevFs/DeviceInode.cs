namespace Vela.Fs;

/// <summary>A device in /dev. What it does is in the class derived from it: override the read, write, open and poll of <see cref="Inode"/>.</summary>
/// <remarks>Rooms above derive from it for what they own: a terminal, the console. States: unregistered → in one <see cref="DeviceFileSystem"/>.</remarks>
public abstract class DeviceInode : Inode
{
    protected DeviceInode(DeviceFileSystem owner, InodeKind kind, DeviceNumber device, ushort permissions)
        : base(owner, owner.NextNumber(), kind, InodeTimes.Fixed)
    {
        Device = device;
        Permissions = permissions;
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    public override FileOutcome TryOpen(OpenFile file, Credentials who) => Behind is null ? FileOutcome.Done : base.TryOpen(file, who);
}
