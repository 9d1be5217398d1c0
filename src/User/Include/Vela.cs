using System;
using System.Runtime.InteropServices;

/// <summary>Vela's own system calls (docs/abi/vela.md), by way of the C library's syscall(2). An error is an exception with its number.</summary>
public static partial class Vela
{
    public const int Root = -1;
    public const int Container = -2;
    public const int Quota = -3;
    public const int Clock = -4;
    public const int Memory = -5;
    public const int NotCapable = 200;
    public const int CapabilityMode = 201;

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

    public static ulong Derive(ulong handle, uint rights) => Make(Call.Derive, (long)handle, rights);

    public static ulong Seal(ulong handle) => Make(Call.Seal, (long)handle);

    public static ulong Duplicate(ulong handle) => Make(Call.Duplicate, (long)handle);

    public static ulong Move(ulong handle) => Make(Call.Move, (long)handle);

    public static ulong Transfer(ulong handle, uint rights, int process) => Make(Call.Transfer, (long)handle, rights, process);

    public static ulong Give(ulong handle, uint rights, int process) => Make(Call.Give, (long)handle, rights, process);

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

    public static ulong SplitRights(ulong handle, uint rights) => Make(Call.SplitRights, (long)handle, rights);

    /// <param name="audience">2: siblings, 3: the container, 4: children.</param>
    public static ulong Share(ulong handle, uint rights, int audience) => Make(Call.Share, (long)handle, rights, audience);

    public static void Revoke(ulong handle) => _ = Make(Call.Revoke, (long)handle);

    public static void Delete(ulong handle) => _ = Make(Call.Delete, (long)handle);

    public static unsafe DenialStatus Why()
    {
        DenialStatus status;
        _ = Make(Call.Why, (long)&status);
        return status;
    }

    private static ulong Make(Call call, long first, long second = 0, long third = 0)
    {
        long answer = SystemCall((long)call, first, second, third);
        return answer == -1 ? throw new InvalidOperationException($"{call}: error {Marshal.GetLastPInvokeError()}") : (ulong)answer;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second, long third);

    [StructLayout(LayoutKind.Sequential)]
    public struct CapabilityStatus
    {
        public uint Type;
        public uint Rights;
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

    /// <summary>The head of struct vela_denial; the path follows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct DenialStatus
    {
        public ulong Number;
        public uint Reason;
        public uint Type;
        public uint Missing;
        public uint Steps;
        public ulong Object;
        public fixed byte Operation[32];
        public fixed byte Path[8 * 24];
    }
}
