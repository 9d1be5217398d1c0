using Vela.Primitives;

namespace Vela.Boot;

/// <summary>futex(2) as the C library and the runtime use it.</summary>
internal static unsafe class Futex
{
    private const ulong CommandMask = 0x7f;
    private const ulong RealtimeClock = 0x100;
    private const ulong Wait = 0;
    private const ulong Wake = 1;
    private const ulong Requeue = 3;
    private const ulong CompareRequeue = 4;
    private const ulong WaitBits = 9;
    private const ulong WakeBits = 10;
    private const uint AllBits = uint.MaxValue;

    public static long Call(ulong address, ulong operation, ulong value, ulong timeout, ulong address2, ulong value3)
    {
        if ((address & 3) != 0)
        {
            return -(long)Errno.Invalid;
        }

        switch (operation & CommandMask)
        {
            case Wait:
                return WaitOn(address, value, AllBits, timeout == 0 ? HostThread.NoDeadline : Clock.Now + Span(timeout));
            case WaitBits:
                ulong offset = (operation & RealtimeClock) != 0 ? Clock.WallAtBoot : 0;
                ulong at = timeout == 0 ? HostThread.NoDeadline : Span(timeout);
                return WaitOn(address, value, (uint)(value3 & AllBits), at == HostThread.NoDeadline ? at : at > offset ? at - offset : 0);
            case Wake:
                return HostThreads.Wake(address, Count(value), AllBits);
            case WakeBits:
                return HostThreads.Wake(address, Count(value), (uint)(value3 & AllBits));
            case CompareRequeue when *(uint*)address != (uint)(value3 & AllBits):
                return -(long)Errno.Again;
            case Requeue:
            case CompareRequeue:
                int woken = HostThreads.Wake(address, Count(value), AllBits);
                return woken + HostThreads.Requeue(address, address2, Count(timeout));
            default:
                return -(long)Errno.NotImplemented;
        }
    }

    private static long WaitOn(ulong address, ulong value, uint bits, ulong deadline)
    {
        if (bits == 0)
        {
            return -(long)Errno.Invalid;
        }

        // Nothing else runs between this look and the wait: threads are switched only in host calls.
        if (*(uint*)address != (uint)(value & AllBits))
        {
            return -(long)Errno.Again;
        }

        if (deadline <= Clock.Now)
        {
            return -(long)Errno.TimedOut;
        }

        HostThreads.Current->FutexAddress = address;
        HostThreads.Current->FutexBits = bits;
        return HostThreads.Wait(HostThreadState.WaitingFutex, deadline) ? 0 : -(long)Errno.TimedOut;
    }

    private static int Count(ulong value) => value > int.MaxValue ? int.MaxValue : (int)value;

    private static ulong Span(ulong time) => (((ulong*)time)[0] * Clock.NanosecondsPerSecond) + ((ulong*)time)[1];
}
