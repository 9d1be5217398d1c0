using System;
using Vela.Boot;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Kernel;

/// <summary>The types of file systems this machine has.</summary>
internal sealed class MachineFileSystems(MachineRooms rooms, IFileClock clock) : IFileSystemSource
{
    private uint _nextDevice = 3;

    /// <summary>There is one of each, which every mount shows.</summary>
    public DeviceFileSystem Devices { get; } = new(new DeviceNumber(0, 1), clock, rooms.Memory.Frames, new MachineRandom());

    public ProcFileSystem Processes { get; } = new(new DeviceNumber(0, 2), clock, rooms.Memory.Frames);

    public KernelTask<Result<FileSystem>> Open(string type, string source, string options, MountFlags flags) => type switch
    {
        "tmpfs" => new(NewTemporary(source, options)),
        "devtmpfs" => new(options.Length == 0 ? Devices : Errno.Invalid),
        "proc" => new(options.Length == 0 ? Processes : Errno.Invalid),
        _ => new(Errno.NoDevice),
    };

    /// <summary>The first file system, in memory: it may fill all of it, since what is in it was asked for by whoever started the machine.</summary>
    public FileSystem NewRoot() => Make("rootfs", rooms.Memory.Frames.Total, ulong.MaxValue);

    /// <summary>A file system in memory with a size of its own, half of memory if nothing else is said (tmpfs(5)).</summary>
    private Result<FileSystem> NewTemporary(string source, string options)
    {
        ulong frames = rooms.Memory.Frames.Total / 2;
        ulong inodes = ulong.MaxValue;
        foreach (string option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (option.StartsWith("size=", StringComparison.Ordinal) && TryParseSize(option.AsSpan(5), out ulong bytes))
            {
                frames = (bytes + FrameNumber.Size - 1) / FrameNumber.Size;
            }
            else if (!option.StartsWith("nr_inodes=", StringComparison.Ordinal) || !TryParseSize(option.AsSpan(10), out inodes))
            {
                return Errno.Invalid;
            }
        }

        return Make(source, frames, inodes);
    }

    private TmpFileSystem Make(string source, ulong frames, ulong inodes) =>
        new(rooms.Memory, new FrameAccount(frames, rooms.FileAccount), new DeviceNumber(0, _nextDevice++), clock, inodes) { Source = source };

    /// <summary>Digits, and k, m, g for powers of 1,024.</summary>
    private static bool TryParseSize(ReadOnlySpan<char> text, out ulong size)
    {
        int shift = text.IsEmpty ? 0 : (char)(text[^1] | 0x20) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        bool isNumber = ulong.TryParse(shift == 0 ? text : text[..^1], System.Globalization.NumberStyles.None, null, out size) && size <= ulong.MaxValue >> shift;
        size <<= shift;
        return isNumber;
    }
}
