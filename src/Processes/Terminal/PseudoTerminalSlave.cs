using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A terminal's node in /dev/pts.</summary>
internal sealed class PseudoTerminalSlave : Inode
{
    internal const uint FirstMajor = 136;

    private const ushort OwnerReadsAndWritesGroupWrites = 0x190;

    public PseudoTerminalSlave(PseudoTerminalFileSystem owner, PseudoTerminal pair, Credentials who, uint group)
        : base(owner, PseudoTerminalFileSystem.FirstNumber + (ulong)pair.Number, InodeKind.CharacterDevice, InodeTimes.Fixed)
    {
        Pair = pair;
        Behind = pair.Terminal;
        Device = pair.Terminal.Device;
        Permissions = OwnerReadsAndWritesGroupWrites;
        Owner = who.User;
        Group = group;
        FileTime now = owner.Clock.Now;
        (AccessTime, ModifyTime, ChangeTime) = (now, now, now);
    }

    public PseudoTerminal Pair { get; }

    public override FileOutcome TryOpen(OpenFile file, Credentials who)
    {
        Errno refused = Pair.Check();
        if (refused != Errno.None)
        {
            return refused;
        }

        Pair.TerminalOpened();
        return base.TryOpen(file, who);
    }
}
