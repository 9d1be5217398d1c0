using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>The machine and its name, random bytes, prctl (uname(2), sysinfo(2), getrandom(2), prctl(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const int NameBytes = 65;
    private const int NameCount = 6;
    private const int MostNameBytes = 64;
    private const uint RandomFlags = 7;
    private const int RandomChunk = 256;

    /// <summary>So many are made before other threads have their turn.</summary>
    private const int RandomStep = 16384;
    private const uint QueryPersonality = uint.MaxValue;
    private const int CommandNameBytes = 16;

    /// <summary>The kernel that programs believe to run on: what is here has this interface.</summary>
    private static ReadOnlySpan<byte> Release => "6.1.0-vela"u8;

    private static CallResult TellNames(Thread thread, ulong address)
    {
        if (!thread.Process.Descriptors.GetHome(Rights.ReadState).Ok(out Container? container, out Errno refused))
        {
            return refused;
        }

        Span<byte> room = stackalloc byte[NameBytes * NameCount];
        room.Clear();
        "Linux"u8.CopyTo(room);
        container.HostName.CopyTo(room[NameBytes..]);
        Release.CopyTo(room[(NameBytes * 2)..]);
        "#1 Vela"u8.CopyTo(room[(NameBytes * 3)..]);
        "x86_64"u8.CopyTo(room[(NameBytes * 4)..]);
        container.DomainName.CopyTo(room[(NameBytes * 5)..]);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    private static CallResult SetHostName(Thread thread, ulong address, int length)
    {
        CallResult read = ReadName(thread, address, length, out Container? home, out byte[] name);
        if (read.Value == 0)
        {
            home!.HostName = name;
        }

        return read;
    }

    private static CallResult SetDomainName(Thread thread, ulong address, int length)
    {
        CallResult read = ReadName(thread, address, length, out Container? home, out byte[] name);
        if (read.Value == 0)
        {
            home!.DomainName = name;
        }

        return read;
    }

    private static CallResult ReadName(Thread thread, ulong address, int length, out Container? home, out byte[] name)
    {
        name = [];
        if (!thread.Process.Descriptors.GetHome(Rights.Configure).Ok(out home, out Errno refused))
        {
            return refused;
        }

        if (thread.Process.Paths.Who.User != 0)
        {
            return Errno.NotPermitted;
        }

        if (length is < 0 or > MostNameBytes)
        {
            return Errno.Invalid;
        }

        name = new byte[length];
        FileOutcome outcome = TryCopyIn(thread, address, name);
        return Finish(thread, outcome);
    }

    private static CallResult TellSystem(Thread thread, ulong address)
    {
        if (!thread.Process.Descriptors.GetHome(Rights.ReadState).Ok(out Container? container, out Errno refused))
        {
            return refused;
        }

        Frames frames = container.Memory.Frames;
        Span<byte> room = stackalloc byte[112];
        room.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(room, ClocksOf(thread).Nanoseconds / PerSecond);
        for (int i = 0; i < 3; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room[(8 + (i * 8))..], container.Scheduler.Averages[i]);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(room[32..], frames.FrameCount * PageNumber.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(room[40..], frames.FreeCount * PageNumber.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(room[80..], (ushort)Math.Min(container.Threads.Count, ushort.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(room[104..], 1);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    private static CallResult GetRandom(Thread thread, ulong address, ulong length, uint flags)
    {
        const uint Random = 2;
        const uint Insecure = 4;
        if ((flags & ~RandomFlags) != 0 || (flags & (Random | Insecure)) == (Random | Insecure))
        {
            return Errno.Invalid;
        }

        ulong wanted = Math.Min(length, int.MaxValue);
        Span<byte> room = stackalloc byte[RandomChunk];
        ref CallProgress progress = ref thread.BeginCall();
        while (progress.Value < wanted)
        {
            Span<byte> part = room[..(int)Math.Min(RandomChunk, wanted - progress.Value)];
            thread.Process.Container.Random.Fill(part);
            FileOutcome outcome = TryCopyOut(thread, address + progress.Value, part);
            if (!outcome.IsDone)
            {
                return outcome.IsWaiting || progress.Value == 0 ? Finish(thread, outcome) : (long)progress.Value;
            }

            progress.Value += (ulong)part.Length;
            if (progress.Value % RandomStep == 0 && progress.Value < wanted)
            {
                if (thread.IsInterrupted)
                {
                    return (long)progress.Value;
                }

                thread.CallAgain();
                return CallResult.Deferred;
            }
        }

        return (long)wanted;
    }

    /// <summary>personality(2): only what a program is already.</summary>
    private static CallResult ChangePersonality(uint wanted) => wanted is 0 or QueryPersonality or 0x0004_0000 ? 0 : Errno.Invalid;

    /// <summary>membarrier(2): with one processor every switch between threads is a barrier, so that there is nothing to do but to keep the rules.</summary>
    private static CallResult Barrier(Thread thread, int command, uint flags)
    {
        const int Query = 0;
        const int Global = 1;
        const int GlobalExpedited = 2;
        const int RegisterGlobal = 4;
        const int Private = 8;
        const int RegisterPrivate = 16;
        const int PrivateCore = 32;
        const int RegisterPrivateCore = 64;
        if (flags != 0)
        {
            return Errno.Invalid;
        }

        Process process = thread.Process;
        switch (command)
        {
            case Query:
                return Global | GlobalExpedited | RegisterGlobal | Private | RegisterPrivate | PrivateCore | RegisterPrivateCore;
            case RegisterPrivate or RegisterPrivateCore:
                process.Memory!.Barriers |= (uint)command;
                return 0;
            case Private or PrivateCore:
                return (process.Memory!.Barriers & ((uint)command << 1)) != 0 ? 0 : Errno.NotPermitted;
            default:
                return command is Global or GlobalExpedited or RegisterGlobal ? 0 : Errno.Invalid;
        }
    }

    private static CallResult ControlProcess(Thread thread, int what, ulong second, ulong third, ulong fourth, ulong fifth)
    {
        const int SetDeathSignal = 1;
        const int TellDeathSignal = 2;
        const int TellDumpable = 3;
        const int SetDumpable = 4;
        const int SetName = 15;
        const int TellName = 16;
        const int TellBounding = 23;
        const int SetNoPrivileges = 38;
        const int TellNoPrivileges = 39;
        Span<byte> room = stackalloc byte[CommandNameBytes];
        FileOutcome outcome;
        switch (what)
        {
            case SetDeathSignal:
                if (second > (ulong)Signal.Last)
                {
                    return Errno.Invalid;
                }

                thread.Process.DeathSignal = (Signal)(int)second;
                return 0;
            case TellDeathSignal:
                BinaryPrimitives.WriteInt32LittleEndian(room, (int)thread.Process.DeathSignal);
                outcome = TryCopyOut(thread, second, room[..sizeof(int)]);
                return Finish(thread, outcome);
            case TellDumpable:
                return 1;
            case SetDumpable:
                return second <= 1 ? 0 : Errno.Invalid;
            case SetName:
                outcome = TryCopyIn(thread, second, room);
                if (outcome.IsDone)
                {
                    int end = room.IndexOf((byte)0);
                    thread.Name = room[..(end < 0 ? CommandNameBytes - 1 : end)].ToArray();
                    if (thread == thread.Process.FirstThread)
                    {
                        thread.Process.Name = thread.Name;
                    }
                }

                return Finish(thread, outcome);
            case TellName:
                room.Clear();
                (thread.Name ?? thread.Process.Name).CopyTo(room);
                outcome = TryCopyOut(thread, second, room);
                return Finish(thread, outcome);
            case TellBounding:
                return second < 41 ? thread.Process.Paths.Who.User == 0 ? 1 : 0 : Errno.Invalid;
            case SetNoPrivileges:
                return second == 1 && third == 0 && fourth == 0 && fifth == 0 ? 0 : Errno.Invalid;
            case TellNoPrivileges:
                return 1; // nothing here gains privileges by execve
            default:
                return Errno.Invalid;
        }
    }
}
