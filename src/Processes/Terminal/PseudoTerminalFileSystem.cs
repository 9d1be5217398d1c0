using System;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The file system of /dev/pts: a node for each pseudo-terminal while its master is open (pts(4)).</summary>
/// <remarks>Owns: the numbers and nodes. Does not own: the pairs; their masters' open files hold them.</remarks>
public sealed class PseudoTerminalFileSystem : FileSystem
{
    /// <summary>How many there may be at once (/proc/sys/kernel/pty/max).</summary>
    public const int MostTerminals = 4096;

    internal const ulong FirstNumber = 3;

    private const uint Magic = 0x1cd1;

    private readonly AnonymousFileSystem _anonymous;
    private readonly IDeadlineQueue _deadlines;
    private readonly uint _group;
    private PseudoTerminalSlave?[] _terminals = new PseudoTerminalSlave?[8];

    /// <param name="device">st_dev.</param>
    /// <param name="clock">For times.</param>
    /// <param name="frames">Not used for anything of its own.</param>
    /// <param name="anonymous">Where the terminals themselves live.</param>
    /// <param name="deadlines">For reads with a time limit.</param>
    /// <param name="group">Of new terminals: tty's number, 5 on Debian (mount(8), gid=).</param>
    public PseudoTerminalFileSystem(DeviceNumber device, IFileClock clock, Frames frames, AnonymousFileSystem anonymous, IDeadlineQueue deadlines, uint group)
        : base("devpts", device, clock, frames)
    {
        _anonymous = anonymous;
        _deadlines = deadlines;
        _group = group;
        IsVolatile = true;
        Root = new PseudoTerminalDirectory(this);
    }

    public override FileSystemStatus Status => new() { Magic = Magic, BlockSize = BlockSize, MostNameBytes = (uint)MostNameBytes };

    /// <summary>The node of a terminal, to open it without its name (TIOCGPTPEER).</summary>
    internal Inode NodeOf(PseudoTerminal pair) => Find(pair.Number)!;

    internal Inode? Find(int number) => (uint)number < (uint)_terminals.Length ? _terminals[number] : null;

    internal Result<PseudoTerminal> Create(Credentials who)
    {
        int number = Array.IndexOf(_terminals, null);
        if (number < 0)
        {
            number = _terminals.Length;
            if (number >= MostTerminals)
            {
                return Errno.NoSpace;
            }

            Array.Resize(ref _terminals, number * 2);
        }

        PseudoTerminal made = new(this, number, _anonymous, _deadlines);
        _terminals[number] = new PseudoTerminalSlave(this, made, who, _group);
        return made;
    }

    internal void Remove(PseudoTerminal pair) => _terminals[pair.Number] = null;

    protected override void Unreferenced(Inode inode)
    {
    }
}
