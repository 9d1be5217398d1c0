using System.Runtime;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The Linux calls that the C library and the .NET runtime make of their host, answered from inside the kernel.</summary>
/// <remarks>
/// Every number that was seen is here on purpose: implemented, or refused with the errno its caller takes well. An unknown one
/// gets ENOSYS and is logged once. Runs with interrupts off, on the calling thread's stack, also in the middle of a collection:
/// GC-free for good. Numbers: Linux's table for x86-64 (syscalls(2)).
/// </remarks>
internal static unsafe class HostCalls
{
    private const int Limit = 512;
    private const uint CloneThread = 0x0001_0000;
    private const uint CloneSetTls = 0x0008_0000;
    private const uint CloneParentSetTid = 0x0010_0000;
    private const uint CloneChildClearTid = 0x0020_0000;
    private const ulong ArchSetFs = 0x1002;
    private const ulong ArchGetFs = 0x1003;
    private const ulong PrSetName = 15;
    private const ulong PrGetName = 16;
    private const ulong LimitStack = 3;
    private const ulong LimitOpenFiles = 7;

    /// <summary>What every thread's stack is made as large as: 128 KiB would be too small for Regex and Json, and all of it is backed.</summary>
    public const ulong StackBytes = 256 * 1024;

    private static CallBits _logged;

    /// <summary>Boot option hosttrace: writes every call to the consoles.</summary>
    public static bool Trace;

    public static ulong Total;

    [RuntimeExport("vela_host_call")]
    public static void Handle(HostFrame* frame)
    {
        Total++;
        ulong number = frame->Rax;
        long result = Dispatch(frame, number);
        frame->Rax = unchecked((ulong)result);
        if (Trace)
        {
            WriteTrace(frame, number);
        }

        if (HostThreads.Current->PendingSignals != 0)
        {
            Signals.DeliverPending(frame);
        }
    }

    private static long Dispatch(HostFrame* frame, ulong number)
    {
        ulong a = frame->Rdi;
        ulong b = frame->Rsi;
        ulong c = frame->Rdx;
        ulong d = frame->R10;
        switch (number)
        {
            case 0: return HostFiles.Read(a, (byte*)b, c);
            case 1: return HostFiles.Write(a, (byte*)b, c);
            case 2: return HostFiles.Open((byte*)a);
            case 3: return HostFiles.Close(a);
            case 4 or 6: return -(long)Errno.NoEntry;
            case 5: return HostFiles.Status(a, (byte*)b);
            case 7: return HostFiles.Poll((byte*)a, b, (long)(int)c);
            case 8: return -(long)Errno.IllegalSeek;
            case 9: return HostMemory.Map(a, b, c, d);
            case 10: return HostMemory.Protect(a, b, c);
            case 11: return HostMemory.Unmap(a, b);
            case 12: return HostMemory.Break(a);
            case 13: return Signals.SetAction(a, (ulong*)b, (ulong*)c);
            case 14: return Signals.SetMask(a, (ulong*)b, (ulong*)c);
            case 15: Signals.Return(frame); return 0;
            case 16: return -(long)Errno.NotTerminal;
            case 20: return HostFiles.WriteVector(a, (ulong*)b, c);
            case 21: return -(long)Errno.NoEntry;
            case 22: return HostFiles.MakePipe((int*)a);
            case 24: HostThreads.Yield(); return 0;
            case 25: return -(long)Errno.NoMemory;
            case 27: return -(long)Errno.NoMemory;
            case 28: return HostMemory.Advise(a, b, c);
            case 32 or 33: return -(long)Errno.BadDescriptor;
            case 35: return Sleep((ulong*)a, Clock.Now);
            case 39: return 1;
            case 60: HostThreads.Exit(); return 0;
            case 61: return -(long)Errno.NoChild;
            case 62: return Signals.Send((int)a, b);
            case 63: return SystemName((byte*)a);
            case 72: return HostFiles.Control(a, b);
            case 79: return WorkingDirectory((byte*)a, b);
            case 89: return -(long)Errno.NoEntry;
            case 97: return GetLimit(a, (ulong*)b);
            case 98: return -(long)Errno.Invalid;
            case 99: return SystemFacts((byte*)a);
            case 102 or 104 or 107 or 108: return 0;
            case 110: return 0;
            case 131: return Signals.SetStack((ulong*)a, (ulong*)b);
            case 137: return -(long)Errno.NoEntry;
            case 157: return ThreadControl(a, b);
            case 158: return ArchControl(a, b);
            case 186: return HostThreads.Current->Id;
            case 200: return Signals.Send((int)a, b);
            case 201: return (long)(Clock.Wall / Clock.NanosecondsPerSecond);
            case 202: return Futex.Call(a, b, c, d, frame->R8, frame->R9);
            case 203: return 0;
            case 204: return Affinity(b, (byte*)c);
            case 217: return -(long)Errno.BadDescriptor;
            case 218: HostThreads.Current->ClearOnExit = a; return HostThreads.Current->Id;
            case 228: return GetTime(a, (ulong*)b);
            case 229: return Resolution((ulong*)b);
            case 230: return Sleep((ulong*)c, (b & 1) != 0 ? 0 : Clock.Now);
            case 231: Exit(a); return 0;
            case 234: return Signals.Send((int)b, c);
            case 239: return -(long)Errno.NotImplemented;
            case 247: return -(long)Errno.NoChild;
            case 257: return HostFiles.Open((byte*)b);
            case 262: return HostFiles.StatusAt((int)a, (byte*)b, (byte*)c);
            case 273: return 0;
            case 290: return -(long)Errno.NotImplemented;
            case 293: return HostFiles.MakePipe((int*)a);
            case 302: return b == LimitStack || d != 0 ? GetLimit(b, (ulong*)d) : 0;
            case 309: return 0;
            case 318: return Entropy.Fill((byte*)a, b);
            case 324: return a <= 1 << 8 ? (a == 0 ? 0x1ff : 0) : -(long)Errno.Invalid;
            case 332: return -(long)Errno.NotImplemented;
            case 334: return -(long)Errno.NotImplemented;
            case 435: return Clone(frame, (ulong*)a, b);
            case 439: return -(long)Errno.NoEntry;
            default: return Unknown(number);
        }
    }

    private static void WriteTrace(HostFrame* frame, ulong number)
    {
        byte* text = stackalloc byte[200];
        Utf8Writer writer = new(text, 200);
        writer.Append("host: thread "u8);
        writer.AppendDecimal((ulong)HostThreads.Current->Id);
        writer.Append(" call "u8);
        writer.AppendDecimal(number);
        writer.Append(" (0x"u8);
        writer.AppendHex(frame->Rdi);
        writer.Append(", 0x"u8);
        writer.AppendHex(frame->Rsi);
        writer.Append(", 0x"u8);
        writer.AppendHex(frame->Rdx);
        writer.Append(", 0x"u8);
        writer.AppendHex(frame->R10);
        writer.Append(") = 0x"u8);
        writer.AppendHex(frame->Rax);
        Log.Write(LogLevel.Warning, writer.Written);
    }

    private static long Unknown(ulong number)
    {
        if (number >= Limit || !_logged.TestAndSet(number))
        {
            byte* text = stackalloc byte[80];
            Utf8Writer writer = new(text, 80);
            writer.Append("host: the runtime made a call that is not known here: "u8);
            writer.AppendDecimal(number);
            Log.Write(LogLevel.Warning, writer.Written);
        }

        return -(long)Errno.NotImplemented;
    }

    private static long Clone(HostFrame* frame, ulong* arguments, ulong size)
    {
        const int Flags = 0, ChildTid = 2, ParentTid = 3, Stack = 5, StackSize = 6, Tls = 7;
        if (size < 64 || (arguments[Flags] & CloneThread) == 0)
        {
            // A process cannot be made inside the kernel's own runtime.
            return -(long)Errno.NotPermitted;
        }

        ulong flags = arguments[Flags];
        Errno error = HostThreads.Create(
            frame,
            arguments[Stack] + arguments[StackSize],
            (flags & CloneSetTls) != 0 ? arguments[Tls] : Cpu.ReadMsr(Msr.FsBase),
            (flags & CloneChildClearTid) != 0 ? arguments[ChildTid] : 0,
            out int id);
        if (error != Errno.None)
        {
            return -(long)error;
        }

        if ((flags & CloneParentSetTid) != 0)
        {
            *(int*)arguments[ParentTid] = id;
        }

        return id;
    }

    private static long ArchControl(ulong operation, ulong value)
    {
        switch (operation)
        {
            case ArchSetFs:
                Cpu.WriteMsr(Msr.FsBase, value);
                return 0;
            case ArchGetFs:
                *(ulong*)value = Cpu.ReadMsr(Msr.FsBase);
                return 0;
            default:
                return -(long)Errno.Invalid;
        }
    }

    private static long ThreadControl(ulong operation, ulong value)
    {
        switch (operation)
        {
            case PrSetName:
                byte* name = (byte*)value;
                ulong low = 0;
                ulong high = 0;
                for (int i = 0; i < 15 && name[i] != 0; i++)
                {
                    if (i < 8)
                    {
                        low |= (ulong)name[i] << (8 * i);
                    }
                    else
                    {
                        high |= (ulong)name[i] << (8 * (i - 8));
                    }
                }

                HostThreads.Current->Name0 = low;
                HostThreads.Current->Name1 = high;
                return 0;
            case PrGetName:
                ((ulong*)value)[0] = HostThreads.Current->Name0;
                ((ulong*)value)[1] = HostThreads.Current->Name1;
                return 0;
            default:
                return -(long)Errno.Invalid;
        }
    }

    private static long GetTime(ulong clock, ulong* time)
    {
        const ulong Realtime = 0, ProcessTime = 2, ThreadTime = 3, RealtimeCoarse = 5;
        ulong now = clock switch
        {
            Realtime or RealtimeCoarse => Clock.Wall,
            ProcessTime => Clock.Now,
            ThreadTime => HostThreads.Current->Ran + Clock.Now - HostThreads.Current->ResumedAt,
            _ => Clock.Now,
        };
        time[0] = now / Clock.NanosecondsPerSecond;
        time[1] = now % Clock.NanosecondsPerSecond;
        return 0;
    }

    private static long Resolution(ulong* time)
    {
        if (time != null)
        {
            time[0] = 0;
            time[1] = 1;
        }

        return 0;
    }

    private static long Sleep(ulong* time, ulong from)
    {
        ulong deadline = from + (time[0] * Clock.NanosecondsPerSecond) + time[1];
        while (Clock.Now < deadline)
        {
            _ = HostThreads.Wait(HostThreadState.Sleeping, deadline);
        }

        return 0;
    }

    private static long GetLimit(ulong resource, ulong* limit)
    {
        ulong value = resource switch { LimitStack => StackBytes, LimitOpenFiles => 64, _ => ulong.MaxValue };
        limit[0] = value;
        limit[1] = value;
        return 0;
    }

    /// <summary>sysinfo(2): the collector sizes itself by the memory it is told of.</summary>
    private static long SystemFacts(byte* facts)
    {
        for (int i = 0; i < 112; i++)
        {
            facts[i] = 0;
        }

        *(ulong*)facts = Clock.Now / Clock.NanosecondsPerSecond;
        *(ulong*)(facts + 32) = PhysicalMap.Frames.Total * 4096;
        *(ulong*)(facts + 40) = PhysicalMap.Frames.FreeCount * 4096;
        *(ushort*)(facts + 80) = (ushort)HostThreads.Count;
        *(uint*)(facts + 104) = 1;
        return 0;
    }

    private static long SystemName(byte* name)
    {
        const int FieldLength = 65;
        for (int i = 0; i < FieldLength * 6; i++)
        {
            name[i] = 0;
        }

        Copy("Linux"u8, name);
        Copy("vela"u8, name + FieldLength);
        Copy("6.1.0"u8, name + (2 * FieldLength));
        Copy("Vela"u8, name + (3 * FieldLength));
        Copy("x86_64"u8, name + (4 * FieldLength));
        return 0;
    }

    private static long WorkingDirectory(byte* buffer, ulong size)
    {
        if (size < 2)
        {
            return -(long)Errno.OutOfRange;
        }

        buffer[0] = (byte)'/';
        buffer[1] = 0;
        return 2;
    }

    private static long Affinity(ulong size, byte* mask)
    {
        if (size < 8)
        {
            return -(long)Errno.Invalid;
        }

        *(ulong*)mask = 1;
        return 8;
    }

    private static void Exit(ulong status)
    {
        if (status != 0)
        {
            Stop.Panic("the runtime gave up"u8);
        }

        Power.Exit(PowerOutcome.Orderly);
    }

    private static void Copy(System.ReadOnlySpan<byte> text, byte* destination)
    {
        for (int i = 0; i < text.Length; i++)
        {
            destination[i] = text[i];
        }
    }

    /// <summary>One bit for each call number.</summary>
    private struct CallBits
    {
        private fixed ulong _words[Limit / 64];

        public bool TestAndSet(ulong number)
        {
            ulong bit = 1UL << (int)(number & 63);
            bool was = (_words[(int)(number >> 6)] & bit) != 0;
            _words[(int)(number >> 6)] |= bit;
            return was;
        }
    }
}
