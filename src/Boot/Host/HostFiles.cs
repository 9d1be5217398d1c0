using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The few files the runtime opens: its console, its own stack in /proc/self/maps, pipes. Everything else is not there.</summary>
/// <remarks>The kernel's own files are Fs's; nothing of the BCL's System.IO reaches them.</remarks>
internal static unsafe class HostFiles
{
    private const int FirstMaps = 3;
    private const int RandomFile = 7;

    /// <summary>Duplicates of the three console descriptors, which the BCL makes for itself.</summary>
    private const int FirstDuplicate = 4;
    private const int FirstPipe = 16;
    private const int PipeCount = 8;
    private const int PipeBytes = 256;
    private const int MaxVector = 1024;

    private static Pipes _pipes;
    private static int _mapsRead;
    private static bool _mapsOpen;

    /// <summary>The main thread's stack, which the C library looks up to learn how far it reaches.</summary>
    public static ulong StackStart;
    public static ulong StackEnd;

    public static long Open(byte* path)
    {
        if (Same(path, "/proc/self/maps"u8) && !_mapsOpen)
        {
            _mapsOpen = true;
            _mapsRead = 0;
            return FirstMaps;
        }

        // The BCL's source of keys and GUIDs. It opens it once and never closes it.
        return Same(path, "/dev/urandom"u8) ? RandomFile : -(long)Errno.NoEntry;
    }

    /// <summary>fcntl(2): a duplicate of a console descriptor, and the flags of any.</summary>
    public static long Control(ulong file, ulong command)
    {
        const ulong Duplicate = 0, GetDescriptorFlags = 1, SetDescriptorFlags = 2, GetFlags = 3, SetFlags = 4, DuplicateCloseOnExec = 1030;
        const long ReadWrite = 2;
        if (!IsConsole(file) && !IsPipe(file) && file != RandomFile)
        {
            return -(long)Errno.BadDescriptor;
        }

        return command switch
        {
            Duplicate or DuplicateCloseOnExec => IsConsole(file) ? (long)((file & 3) + FirstDuplicate) : -(long)Errno.TooManyOpenFiles,
            GetFlags => ReadWrite,
            GetDescriptorFlags or SetDescriptorFlags or SetFlags => 0,
            _ => -(long)Errno.Invalid,
        };
    }

    public static long Close(ulong file)
    {
        if (file == FirstMaps && _mapsOpen)
        {
            _mapsOpen = false;
            return 0;
        }

        return IsConsole(file) || IsPipe(file) || file == RandomFile ? 0 : -(long)Errno.BadDescriptor;
    }

    public static long Write(ulong file, byte* bytes, ulong count)
    {
        if (IsConsole(file) && (file & 3) != 0)
        {
            ReadOnlySpan<byte> text = new(bytes, (int)(count & int.MaxValue));
            KernelConsole.Consoles.Print(text);
            if ((file & 3) == 2)
            {
                LastWords.Add(text);
            }

            return (long)count;
        }

        if (!IsPipe(file))
        {
            return -(long)Errno.BadDescriptor;
        }

        ref Pipe pipe = ref _pipes[(int)(file - FirstPipe) / 2];
        ulong written = 0;
        while (written < count && pipe.Count < PipeBytes)
        {
            pipe.Bytes[(pipe.Head + pipe.Count++) % PipeBytes] = bytes[written++];
        }

        HostThreads.WakeAll(HostThreadState.WaitingInput);
        return written > 0 || count == 0 ? (long)written : -(long)Errno.Again;
    }

    public static long WriteVector(ulong file, ulong* vector, ulong count)
    {
        if (count > MaxVector)
        {
            return -(long)Errno.Invalid;
        }

        long total = 0;
        for (ulong i = 0; i < count; i++)
        {
            long written = Write(file, (byte*)vector[2 * i], vector[(2 * i) + 1]);
            if (written < 0)
            {
                return total > 0 ? total : written;
            }

            total += written;
        }

        return total;
    }

    /// <summary>Waits until there is something to read.</summary>
    public static long Read(ulong file, byte* bytes, ulong count)
    {
        if (file == FirstMaps && _mapsOpen)
        {
            return ReadMaps(bytes, count);
        }

        if (file == RandomFile)
        {
            return Entropy.Fill(bytes, count);
        }

        bool console = file is 0 or FirstDuplicate;
        if (!console && !IsPipe(file))
        {
            return -(long)Errno.BadDescriptor;
        }

        while (true)
        {
            ulong done = 0;
            if (console)
            {
                done = ReadConsole(bytes, count);
            }
            else
            {
                ref Pipe pipe = ref _pipes[(int)(file - FirstPipe) / 2];
                while (done < count && pipe.Count > 0)
                {
                    bytes[done++] = pipe.Bytes[pipe.Head];
                    pipe.Head = (pipe.Head + 1) % PipeBytes;
                    pipe.Count--;
                }
            }

            if (done > 0 || count == 0)
            {
                return (long)done;
            }

            _ = HostThreads.Wait(HostThreadState.WaitingInput, HostThread.NoDeadline);
        }
    }

    public static long MakePipe(int* ends)
    {
        for (int i = 0; i < PipeCount; i++)
        {
            if (!_pipes[i].Used)
            {
                _pipes[i].Used = true;
                ends[0] = FirstPipe + (2 * i);
                ends[1] = FirstPipe + (2 * i) + 1;
                return 0;
            }
        }

        return -(long)Errno.TooManyOpenFiles;
    }

    /// <summary>poll(2): the console and pipes can be written always, read when they hold something.</summary>
    public static long Poll(byte* set, ulong count, long milliseconds)
    {
        const short Readable = 1, Writable = 4, Invalid = 32;
        ulong deadline = milliseconds < 0 ? HostThread.NoDeadline : Clock.Now + ((ulong)milliseconds * 1_000_000);
        while (true)
        {
            long ready = 0;
            for (ulong i = 0; i < count; i++)
            {
                int file = *(int*)(set + (8 * i));
                short wanted = *(short*)(set + (8 * i) + 4);
                short found = 0;
                if (file >= 0 && (IsConsole((ulong)file) || IsPipe((ulong)file)))
                {
                    bool readable = file is 0 or FirstDuplicate ? KernelConsole.Consoles.InputCount > 0 : !IsConsole((ulong)file) && _pipes[(file - FirstPipe) / 2].Count > 0;
                    found = (short)(wanted & (Writable | (readable ? Readable : 0)));
                }
                else if (file >= 0)
                {
                    found = Invalid;
                }

                *(short*)(set + (8 * i) + 6) = found;
                ready += found != 0 ? 1 : 0;
            }

            if (ready > 0 || Clock.Now >= deadline)
            {
                return ready;
            }

            _ = HostThreads.Wait(HostThreadState.WaitingInput, deadline);
        }
    }

    /// <summary>fstat(2): the console is a character device, a pipe a fifo.</summary>
    public static long Status(ulong file, byte* status)
    {
        const uint CharacterDevice = 0x2190, Fifo = 0x1180, Regular = 0x8124;
        if (!IsConsole(file) && !IsPipe(file) && file != RandomFile && !(file == FirstMaps && _mapsOpen))
        {
            return -(long)Errno.BadDescriptor;
        }

        for (int i = 0; i < 144; i++)
        {
            status[i] = 0;
        }

        *(uint*)(status + 24) = IsConsole(file) || file == RandomFile ? CharacterDevice : file == FirstMaps ? Regular : Fifo;
        *(ulong*)(status + 16) = 1;
        *(ulong*)(status + 56) = 4096;
        return 0;
    }

    public static long StatusAt(int directory, byte* path, byte* status) =>
        directory >= 0 && path[0] == 0 ? Status((ulong)directory, status) : -(long)Errno.NoEntry;

    private static bool IsConsole(ulong file) => file is < 3 or (>= FirstDuplicate and < FirstDuplicate + 3);

    private static bool IsPipe(ulong file) =>
        file >= FirstPipe && file < FirstPipe + (2 * PipeCount) && _pipes[(int)(file - FirstPipe) / 2].Used;

    private static ulong ReadConsole(byte* bytes, ulong count)
    {
        ulong done = 0;
        while (done < count && KernelConsole.Consoles.TryRead(out byte value))
        {
            bytes[done++] = value;
        }

        return done;
    }

    private static long ReadMaps(byte* bytes, ulong count)
    {
        // One line: "START-END rw-p 00000000 00:00 0 [stack]\n", addresses in hexadecimal.
        ReadOnlySpan<byte> rest = " rw-p 00000000 00:00 0                          [stack]\n"u8;
        int length = 12 + 1 + 12 + rest.Length;
        long done = 0;
        while (_mapsRead < length && (ulong)done < count)
        {
            int at = _mapsRead++;
            bytes[done++] = at switch
            {
                < 12 => Digit(StackStart, at),
                12 => (byte)'-',
                < 25 => Digit(StackEnd, at - 13),
                _ => rest[at - 25],
            };
        }

        return done;
    }

    private static byte Digit(ulong address, int position) => "0123456789abcdef"u8[(int)(address >> (44 - (4 * position)) & 15)];

    private static bool Same(byte* path, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (path[i] != name[i])
            {
                return false;
            }
        }

        return path[name.Length] == 0;
    }

    private struct Pipe
    {
        public bool Used;
        public int Head;
        public int Count;
        public fixed byte Bytes[PipeBytes];
    }

    [InlineArray(PipeCount)]
    private struct Pipes
    {
        private Pipe _first;
    }
}
