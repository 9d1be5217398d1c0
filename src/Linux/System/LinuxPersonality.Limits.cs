using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Limits and what was used (getrlimit(2), prlimit(2), getrusage(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const int UsageOfSelf = 0;
    private const int UsageOfChildren = -1;
    private const int UsageOfThread = 1;

    private static CallResult TellLimit(Thread thread, int resource, ulong address) => ChangeLimit(thread, 0, resource, 0, address);

    private static CallResult SetLimit(Thread thread, int resource, ulong address)
    {
        if (address == 0)
        {
            return Errno.BadAddress;
        }

        return ChangeLimit(thread, 0, resource, address, 0);
    }

    private static CallResult ChangeLimit(Thread thread, int target, int resource, ulong address, ulong oldAddress)
    {
        if (resource is < 0 or >= ResourceLimits.Count)
        {
            return Errno.Invalid;
        }

        if (FindProcess(thread, target) is not { } process)
        {
            return Errno.NoProcess;
        }

        if (Refusal(thread.Process, process) != Errno.None)
        {
            return Errno.NotPermitted;
        }

        Span<byte> room = stackalloc byte[16];
        ulong soft = 0;
        ulong hard = 0;
        FileOutcome outcome = address == 0 ? FileOutcome.Done : TryCopyIn(thread, address, room);
        if (outcome.IsDone && address != 0)
        {
            soft = Word(room, 0);
            hard = Word(room, 8);
            if (soft > hard)
            {
                return Errno.Invalid;
            }

            if (hard > process.Limits.Hard(resource) && thread.Process.Paths.Who.User != 0)
            {
                return Errno.NotPermitted;
            }
        }

        if (outcome.IsDone && oldAddress != 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room, process.Limits.Soft(resource));
            BinaryPrimitives.WriteUInt64LittleEndian(room[8..], process.Limits.Hard(resource));
            outcome = TryCopyOut(thread, oldAddress, room);
        }

        if (outcome.IsDone && address != 0)
        {
            process.Limits.Set(resource, soft, hard);
            Apply(process, resource, soft);
        }

        return Finish(thread, outcome);
    }

    /// <summary>Tells whoever enforces a limit.</summary>
    private static void Apply(Process process, int resource, ulong soft)
    {
        if (resource == ResourceLimits.OpenFiles)
        {
            process.Descriptors.Limit = (int)Math.Min(soft, int.MaxValue);
        }
        else if (resource == ResourceLimits.Stack && process.Memory is { } memory)
        {
            memory.Space.GrowthLimit = soft >> PageNumber.Shift;
        }
    }

    private static CallResult TellUsage(Thread thread, int who, ulong address)
    {
        ulong runtime;
        switch (who)
        {
            case UsageOfSelf:
                runtime = thread.Process.Runtime;
                break;
            case UsageOfChildren:
                runtime = thread.Process.ChildRuntime;
                break;
            case UsageOfThread:
                runtime = thread.Runtime;
                break;
            default:
                return Errno.Invalid;
        }

        FileOutcome outcome = TryWriteUsage(thread, address, runtime);
        return Finish(thread, outcome);
    }
}
