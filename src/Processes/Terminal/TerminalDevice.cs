using Vela.Fs;

namespace Vela.Processes;

/// <summary>A terminal's node in /dev: console, tty1, ttyS0.</summary>
public sealed class TerminalDevice : DeviceInode
{
    public TerminalDevice(DeviceFileSystem owner, DeviceNumber device, ushort permissions, Terminal terminal)
        : base(owner, InodeKind.CharacterDevice, device, permissions)
    {
        Behind = terminal;
        Guard = terminal.Guard;
    }
}
