using System.Runtime.CompilerServices;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Linux;

/// <summary>The bits of open(2)'s flags, as x86-64 has them.</summary>
internal static class OpenBits
{
    public const uint Create = 0x40;
    public const uint CloseOnExecute = 0x8_0000;

    /// <summary>__O_TMPFILE.</summary>
    public const uint Unnamed = 0x40_0000;
    public const uint NonBlocking = 0x800;
    public const uint NoTerminal = 0x100;
    public const uint Append = 0x400;
    public const uint LargeFile = 0x8000;
    public const uint NoAccessTime = 0x4_0000;

    /// <summary>All there are. O_ASYNC, O_DIRECT and O_LARGEFILE change nothing here.</summary>
    public const uint Known = 0x7f_ffc3;

    /// <summary>creat(2).</summary>
    public const uint ForCreat = WriteOnly | Create | Truncate;

    /// <summary>What a file that is only read may be opened with without that meaning anything for it.</summary>
    private const uint Plain = CloseOnExecute | LargeFile | NoTerminal;

    private const uint Making = AccessMask | Create | Exclusive | Truncate;
    private const uint AccessMask = 3;
    private const uint WriteOnly = 1;
    private const uint ReadWrite = 2;
    private const uint Exclusive = 0x80;
    private const uint Truncate = 0x200;
    private const uint ContentsSynchronous = 0x1000;
    private const uint Directory = 0x1_0000;
    private const uint NoFollow = 0x2_0000;
    private const uint Synchronous = 0x10_0000;
    private const uint PathOnly = 0x20_0000;

    /// <summary>Whether it is only read, and nothing else is asked for.</summary>
    public static bool ArePlain(uint bits) => (bits & ~Plain) == 0;

    /// <summary>Invalid for what contradicts itself; NotSupported for a file without a name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Errno Convert(uint bits, out OpenFlags flags)
    {
        if ((bits & ~(Plain | Making)) != 0 || (bits & AccessMask) == AccessMask)
        {
            return ConvertAll(bits, out flags);
        }

        flags = FlagsOf(bits);
        return Errno.None;
    }

    /// <summary>What a file is made and written with, as a rule.</summary>
    private static OpenFlags FlagsOf(uint bits)
    {
        OpenFlags flags = (bits & AccessMask) switch
        {
            WriteOnly => OpenFlags.Write,
            ReadWrite => OpenFlags.Read | OpenFlags.Write,
            _ => OpenFlags.Read,
        };
        flags |= (bits & Create) != 0 ? OpenFlags.Create : OpenFlags.None;
        flags |= (bits & Exclusive) != 0 ? OpenFlags.Exclusive : OpenFlags.None;
        return flags | ((bits & Truncate) != 0 ? OpenFlags.Truncate : OpenFlags.None);
    }

    private static Errno ConvertAll(uint bits, out OpenFlags flags)
    {
        flags = Directories(bits);
        if ((bits & PathOnly) != 0)
        {
            flags |= OpenFlags.PathOnly; // all but three others are ignored then
            return Errno.None;
        }

        if ((bits & Unnamed) != 0)
        {
            return Errno.NotSupported;
        }

        if ((bits & AccessMask) == AccessMask || (bits & (Create | Directory)) == (Create | Directory))
        {
            return Errno.Invalid;
        }

        flags |= FlagsOf(bits) | Changeable(bits);
        flags |= (bits & Synchronous) != 0 ? OpenFlags.Synchronous : OpenFlags.None;
        flags |= (bits & ContentsSynchronous) != 0 ? OpenFlags.ContentsSynchronous : OpenFlags.None;
        return Errno.None;
    }

    /// <summary>Those that F_SETFL sets, too (fcntl(2)).</summary>
    public static OpenFlags Changeable(uint bits) =>
        ((bits & Append) != 0 ? OpenFlags.Append : OpenFlags.None)
        | ((bits & NonBlocking) != 0 ? OpenFlags.NonBlocking : OpenFlags.None)
        | ((bits & NoAccessTime) != 0 ? OpenFlags.NoAccessTime : OpenFlags.None);

    /// <summary>What F_GETFL tells.</summary>
    public static uint Of(OpenFlags flags)
    {
        if ((flags & OpenFlags.PathOnly) != 0)
        {
            return PathOnly;
        }

        uint bits = LargeFile;
        bits |= (flags & OpenFlags.Write) == 0 ? 0 : (flags & OpenFlags.Read) == 0 ? WriteOnly : ReadWrite;
        bits |= (flags & OpenFlags.Append) != 0 ? Append : 0;
        bits |= (flags & OpenFlags.NonBlocking) != 0 ? NonBlocking : 0;
        bits |= (flags & OpenFlags.Synchronous) != 0 ? Synchronous | ContentsSynchronous : 0;
        bits |= (flags & OpenFlags.ContentsSynchronous) != 0 ? ContentsSynchronous : 0;
        bits |= (flags & OpenFlags.Directory) != 0 ? Directory : 0;
        bits |= (flags & OpenFlags.NoFollow) != 0 ? NoFollow : 0;
        return bits | ((flags & OpenFlags.NoAccessTime) != 0 ? NoAccessTime : 0);
    }

    private static OpenFlags Directories(uint bits) =>
        ((bits & Directory) != 0 ? OpenFlags.Directory : OpenFlags.None) | ((bits & NoFollow) != 0 ? OpenFlags.NoFollow : OpenFlags.None);
}
