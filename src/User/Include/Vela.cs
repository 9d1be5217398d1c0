using System;
using System.Runtime.InteropServices;

/// <summary>Vela's own system calls (docs/abi/vela.md), by way of the C library's syscall(2). An error is a <see cref="VelaException"/>.</summary>
public static partial class Vela
{
    public const int Root = -1;
    public const int Container = -2;
    public const int Quota = -3;
    public const int Clock = -4;
    public const int Memory = -5;
    public const int Console = -6;

    /// <summary>A timeout that never comes.</summary>
    public const ulong Forever = ulong.MaxValue;

    private enum Call : long
    {
        Handle = 4096,
        Use,
        Descriptor,
        Next,
        Inspect,
        Derive,
        Seal,
        Duplicate,
        Move,
        Transfer,
        Give,
        Split,
        Endow,
        SplitRights,
        Share,
        Revoke,
        Delete,
        Why,
        Create,
        Badge,
        Signal,
        Wait,
        Send,
        Receive,
        Request,
        Reply,
        Reach,
        Suspend,
        Resume,
        Destroy,
        Input,
        Output,
        Map,
        Acknowledge,
        Paged,
        Supply,
        Registers,
        Schedule,
        SetPager,
        Resize,
    }

    /// <summary>What <see cref="Create"/> makes.</summary>
    public enum ObjectType
    {
        Endpoint = 8,
        Notification = 9,
        Pager = 10,
    }

    public static ulong Handle(int which) => Make(Call.Handle, which);

    public static void Use(int which, ulong handle) => _ = Make(Call.Use, which, (long)handle);

    public static int Descriptor(ulong handle, int flags = 0) => (int)Make(Call.Descriptor, (long)handle, flags);

    public static ulong Next(ulong after) => Make(Call.Next, (long)after);

    public static unsafe CapabilityStatus Inspect(ulong handle)
    {
        CapabilityStatus status;
        _ = Make(Call.Inspect, (long)handle, (long)&status);
        return status;
    }

    public static ulong Derive(ulong handle, Rights rights) => Make(Call.Derive, (long)handle, (long)rights);

    public static ulong Seal(ulong handle) => Make(Call.Seal, (long)handle);

    public static ulong Duplicate(ulong handle) => Make(Call.Duplicate, (long)handle);

    public static ulong Move(ulong handle) => Make(Call.Move, (long)handle);

    public static ulong Transfer(ulong handle, Rights rights, ulong process) => Make(Call.Transfer, (long)handle, (long)rights, (long)process);

    public static ulong Give(ulong handle, Rights rights, ulong process) => Make(Call.Give, (long)handle, (long)rights, (long)process);

    public static unsafe ulong Split(ulong quota, in Amounts amounts)
    {
        fixed (Amounts* at = &amounts)
        {
            return Make(Call.Split, (long)quota, (long)at);
        }
    }

    public static unsafe void Endow(ulong from, ulong into, in Amounts amounts)
    {
        fixed (Amounts* at = &amounts)
        {
            _ = Make(Call.Endow, (long)from, (long)into, (long)at);
        }
    }

    public static ulong SplitRights(ulong handle, Rights rights) => Make(Call.SplitRights, (long)handle, (long)rights);

    public static ulong Share(ulong handle, Rights rights, Audience audience) => Make(Call.Share, (long)handle, (long)rights, (long)audience);

    public static void Revoke(ulong handle) => _ = Make(Call.Revoke, (long)handle);

    public static void Delete(ulong handle) => _ = Make(Call.Delete, (long)handle);

    public static unsafe DenialStatus Why()
    {
        DenialStatus status;
        _ = Make(Call.Why, (long)&status);
        return status;
    }

    public static ulong Create(ObjectType type) => Make(Call.Create, (long)type);

    public static ulong Badge(ulong handle, Rights rights, ulong badge) => Make(Call.Badge, (long)handle, (long)rights, (long)badge);

    /// <summary>Sets bits in a notification, or sends a signal to a process or a thread.</summary>
    public static void Signal(ulong handle, ulong value = 0) => _ = Make(Call.Signal, (long)handle, (long)value);

    /// <summary>Takes what was signalled, or waits for the end of a process, whose status it tells, or of a thread.</summary>
    /// <param name="handle">Of a notification, a process or a thread.</param>
    /// <param name="timeout">In nanoseconds.</param>
    public static unsafe ulong Wait(ulong handle, ulong timeout = Forever)
    {
        ulong bits;
        _ = Make(Call.Wait, (long)handle, (long)&bits, (long)timeout);
        return bits;
    }

    public static ulong Reach(ulong through, int number, Rights rights) => Make(Call.Reach, (long)through, number, (long)rights);

    public static void Suspend(ulong handle) => _ = Make(Call.Suspend, (long)handle);

    public static void Resume(ulong handle) => _ = Make(Call.Resume, (long)handle);

    public static void Destroy(ulong handle) => _ = Make(Call.Destroy, (long)handle);

    public static uint Input(ulong ports, ushort port, int width) => (uint)Make(Call.Input, (long)ports, port, width);

    public static void Output(ulong ports, ushort port, int width, uint value) => _ = Make(Call.Output, (long)ports, port, width, value);

    /// <summary>Maps a part of an object; its address. Protection: 1 read, 2 write, 4 run, 8 writes stay the caller's own.</summary>
    public static ulong Map(ulong handle, ulong offset, ulong length, int protection) => Make(Call.Map, (long)handle, (long)offset, (long)length, protection);

    public static void Acknowledge(ulong interrupt) => _ = Make(Call.Acknowledge, (long)interrupt);

    /// <summary>Memory whose pages whoever receives from the pager supplies.</summary>
    public static ulong Paged(ulong pager, ulong name, ulong size) => Make(Call.Paged, (long)pager, (long)name, (long)size);

    /// <summary>Answers a request with a page of the caller's memory; 0: it cannot be had.</summary>
    public static void Supply(ulong pager, ulong name, ulong offset, ulong address) => _ = Make(Call.Supply, (long)pager, (long)name, (long)offset, (long)address);

    /// <summary>The registers of a thread.</summary>
    public static unsafe RegisterStatus Registers(ulong thread)
    {
        RegisterStatus status;
        _ = Make(Call.Registers, (long)thread, (long)&status);
        return status;
    }

    /// <summary>Gives a thread, or all of a process, another nice value, and has another quota pay for them, on whose share they run; 0: who pays now.</summary>
    public static void Schedule(ulong handle, int nice, ulong quota = 0) => _ = Make(Call.Schedule, (long)handle, nice, (long)quota);

    /// <summary>Has a pager's memory show wherever a process has nothing mapped; 0: nothing does.</summary>
    public static void SetPager(ulong process, ulong memory) => _ = Make(Call.SetPager, (long)process, (long)memory);

    /// <summary>Cuts or prolongs memory, to whole pages.</summary>
    public static void Resize(ulong memory, ulong size) => _ = Make(Call.Resize, (long)memory, (long)size);

    public static unsafe void Send(ulong endpoint, in Message message, ulong timeout = Forever)
    {
        fixed (Message* at = &message)
        {
            _ = Make(Call.Send, (long)endpoint, (long)at, (long)timeout);
        }
    }

    public static unsafe Message Receive(ulong endpoint, ulong timeout = Forever)
    {
        Message message;
        _ = Make(Call.Receive, (long)endpoint, (long)&message, (long)timeout);
        return message;
    }

    /// <summary>Sends a message, of which the answer takes the place.</summary>
    public static unsafe void Request(ulong endpoint, ref Message message, ulong timeout = Forever)
    {
        fixed (Message* at = &message)
        {
            _ = Make(Call.Request, (long)endpoint, (long)at, (long)timeout);
        }
    }

    public static unsafe void Reply(ulong reply, in Message message)
    {
        fixed (Message* at = &message)
        {
            _ = Make(Call.Reply, (long)reply, (long)at);
        }
    }

    /// <summary>One bit each, the same for every type (docs/capabilities.md).</summary>
    [Flags]
    public enum Rights : uint
    {
        None = 0,
        Inspect = 1 << 0,
        Duplicate = 1 << 1,
        Transfer = 1 << 2,
        Strong = 1 << 3,
        Read = 1 << 4,
        Write = 1 << 5,
        Execute = 1 << 6,
        Map = 1 << 7,
        Unmap = 1 << 8,
        Protect = 1 << 9,
        Append = 1 << 10,
        Resize = 1 << 11,
        Create = 1 << 12,
        Remove = 1 << 13,
        Configure = 1 << 14,
        Run = 1 << 15,
        Suspend = 1 << 16,
        Destroy = 1 << 17,
        ReadState = 1 << 18,
        WriteState = 1 << 19,
        SetPager = 1 << 20,
        Schedule = 1 << 21,
        Signal = 1 << 22,
        Wait = 1 << 23,
        Send = 1 << 24,
        Receive = 1 << 25,
        Grant = 1 << 26,
        Badge = 1 << 27,
        Supply = 1 << 28,
        Charge = 1 << 29,
        Split = 1 << 30,
    }

    /// <summary>With whom <see cref="Share"/> shares.</summary>
    public enum Audience
    {
        Threads = 1,
        Siblings,
        Container,
        Children,
    }

    private static ulong Make(Call call, long first, long second = 0, long third = 0, long fourth = 0)
    {
        long answer = SystemCall((long)call, first, second, third, fourth);
        return answer == -1 ? throw new VelaException(call.ToString(), Marshal.GetLastPInvokeError()) : (ulong)answer;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second, long third, long fourth);

    [StructLayout(LayoutKind.Sequential)]
    public struct CapabilityStatus
    {
        public uint Type;
        public Rights Rights;
        public ulong Badge;
        public ulong Object;
        public uint Origin;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Amounts
    {
        public ulong Frames;
        public ulong Threads;
        public ulong Capabilities;
        public ulong Mappings;
        public ulong Objects;
        public ulong Cpu;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct RegisterStatus
    {
        public ulong Rax;
        public ulong Rcx;
        public ulong Rdx;
        public ulong Rbx;
        public ulong Rsp;
        public ulong Rbp;
        public ulong Rsi;
        public ulong Rdi;
        public ulong R8;
        public ulong R9;
        public ulong R10;
        public ulong R11;
        public ulong R12;
        public ulong R13;
        public ulong R14;
        public ulong R15;
        public ulong Rip;
        public ulong RFlags;
        public ulong FsBase;
    }

    /// <summary>What an endpoint hands over.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Message
    {
        /// <summary>Received: of the capability that it was sent through.</summary>
        public ulong Badge;

        /// <summary>Received: to answer by, if it is a request; otherwise 0.</summary>
        public ulong Reply;
        public fixed ulong Words[8];

        /// <summary>Moved along, up to the first that is 0.</summary>
        public fixed ulong Handles[4];
    }

    /// <summary>The head of struct vela_denial; the path follows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct DenialStatus
    {
        public ulong Number;
        public uint Reason;
        public uint Type;
        public Rights Missing;
        public uint Steps;
        public ulong Object;
        public fixed byte Operation[32];
        public fixed byte Path[8 * 24];
    }
}

/// <summary>A call of Vela's was refused.</summary>
public sealed class VelaException(string call, int number) : Exception($"{call}: error {number}")
{
    public const int QuotaExceeded = 122;

    /// <summary>A right is missing; <see cref="Vela.Why"/> names it.</summary>
    public const int NotCapable = 200;

    /// <summary>A name was used where only what was handed over may be.</summary>
    public const int CapabilityMode = 201;

    public int Number { get; } = number;
}
