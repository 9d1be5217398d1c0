using Vela.Fs;

namespace Vela.Linux;

/// <summary>/dev/tty: the terminal of the session of whoever opens it (tty(4)). What is opened is that terminal; this is only its name.</summary>
public sealed class ControllingTerminalDevice(DeviceFileSystem owner)
    : DeviceInode(owner, InodeKind.CharacterDevice, new DeviceNumber(5, 0), 0x1b6); // 0666
