using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>
/// Vela's own calls, by which a program speaks about its capabilities (docs/abi/vela.md). A handle is a number that means something in the caller's space
/// only; any number at all may come. Errors are errno's, and beyond Linux's ENOTCAPABLE (200) for a missing right and ECAPMODE (201).
/// </remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>What <see cref="NativeCall.Handle"/> and <see cref="NativeCall.Use"/> mean by numbers that are no descriptors.</summary>
    private const int RootCapability = -1;
    private const int HomeCapability = -2;
    private const int PurseCapability = -3;
    private const int ClockCapability = -4;
    private const int MemoryCapability = -5;
    private const int ConsoleCapability = -6;

    /// <summary>The highest number of a call of Vela's own.</summary>
    private const NativeCall LastNativeCall = NativeCall.Resize;

    /// <summary>How many slots are looked at before other threads have their turn.</summary>
    private const uint SearchStep = 4096;

    private CallResult CallNative(Thread thread, in UserContext r)
    {
        CapabilitySpace space = thread.Process.Descriptors.Space;
        CapabilityHandle handle = new(r.Rdi);
        Rights rights = (Rights)unchecked((uint)r.Rsi);
        return (NativeCall)r.Rax switch
        {
            NativeCall.Handle => TellHandle(thread.Process, unchecked((int)r.Rdi)),
            NativeCall.Use => UseCapability(thread.Process, unchecked((int)r.Rdi), new CapabilityHandle(r.Rsi)),
            NativeCall.Descriptor => OpenHandle(thread.Process, handle, unchecked((uint)r.Rsi)),
            NativeCall.Next => FindNext(thread, r.Rdi),
            NativeCall.Inspect => InspectCapability(thread, handle, r.Rsi),
            NativeCall.Derive => HandleOf(space.Derive(handle, rights, nameof(NativeCall.Derive))),
            NativeCall.Seal => HandleOf(space.Seal(handle, nameof(NativeCall.Seal))),
            NativeCall.Duplicate => HandleOf(space.Duplicate(handle, nameof(NativeCall.Duplicate))),
            NativeCall.Move => HandleOf(space.Move(handle, nameof(NativeCall.Move))),
            NativeCall.Transfer => SendCapability(thread, handle, rights, r.Rdx, NativeCall.Transfer),
            NativeCall.Give => SendCapability(thread, handle, rights, r.Rdx, NativeCall.Give),
            NativeCall.Split => SplitQuota(thread, handle, r.Rsi),
            NativeCall.Endow => EndowQuota(thread, handle, new CapabilityHandle(r.Rsi), r.Rdx),
            NativeCall.SplitRights => HandleOf(space.SplitRights(handle, rights, nameof(NativeCall.SplitRights))),
            NativeCall.Share => ShareCapability(thread.Process, handle, rights, unchecked((int)r.Rdx)),
            NativeCall.Revoke => Repeat(thread, space.Revoke(handle, operation: nameof(NativeCall.Revoke))),
            NativeCall.Delete => space.Delete(handle, nameof(NativeCall.Delete)),
            NativeCall.Why => TellDenial(thread, r.Rdi),
            NativeCall.Create => CreateObject(thread.Process.Descriptors, r.Rdi),
            NativeCall.Badge => HandleOf(space.DeriveBadged(handle, rights, r.Rdx, nameof(NativeCall.Badge))),
            NativeCall.Signal => SignalObject(thread, handle, r.Rsi),
            NativeCall.Wait => WaitForObject(thread, handle, r.Rsi, r.Rdx),
            NativeCall.Send => SendMessage(thread, handle, r.Rsi, r.Rdx, SendMode.Message),
            NativeCall.Receive => ReceiveMessage(thread, handle, r.Rsi, r.Rdx),
            NativeCall.Request => SendMessage(thread, handle, r.Rsi, r.Rdx, SendMode.Request),
            NativeCall.Reply => AnswerRequest(thread, handle, r.Rsi),
            NativeCall.Reach => ReachProcess(thread.Process, handle, unchecked((int)r.Rsi), (Rights)unchecked((uint)r.Rdx)),
            NativeCall.Suspend => SuspendProcess(space, handle),
            NativeCall.Resume => ResumeProcess(space, handle),
            NativeCall.Destroy => DestroyProcess(space, handle),
            NativeCall.Input => ReadPort(space, handle, r.Rsi, r.Rdx),
            NativeCall.Output => WritePort(space, handle, r.Rsi, r.Rdx, unchecked((uint)r.R10)),
            NativeCall.Map => MapObject(thread, handle, r.Rsi, r.Rdx, unchecked((uint)r.R10)),
            NativeCall.Acknowledge => AcknowledgeInterrupt(space, handle),
            NativeCall.Paged => MakePagedMemory(thread, handle, r.Rsi, r.Rdx),
            NativeCall.Supply => SupplyPage(thread, handle, r.Rsi, r.Rdx, r.R10),
            NativeCall.Registers => TellRegisters(thread, handle, r.Rsi),
            NativeCall.Schedule => ScheduleProcess(thread.Process, handle, unchecked((long)r.Rsi), new CapabilityHandle(r.Rdx)),
            NativeCall.SetPager => SetPager(space, handle, new CapabilityHandle(r.Rsi)),
            NativeCall.Resize => ResizeMemory(thread, handle, r.Rsi),
            _ => Errno.NotImplemented,
        };
    }

    /// <summary>A handle is never taken for an error: its low half is below 2³¹.</summary>
    private static CallResult HandleOf(Result<CapabilityHandle> made) =>
        made.Ok(out CapabilityHandle handle, out Errno error) ? CallResult.Address(handle.Value) : error;

    /// <summary>The handle behind a descriptor, or behind one of the capabilities that Linux has no number for. BadDescriptor: there is none.</summary>
    private static CallResult TellHandle(Process process, int which)
    {
        DescriptorTable descriptors = process.Descriptors;
        CapabilityHandle handle = which switch
        {
            RootCapability => descriptors.Root,
            HomeCapability => descriptors.HandleOf(WellKnown.Home),
            PurseCapability => descriptors.HandleOf(WellKnown.Purse),
            ClockCapability => descriptors.HandleOf(WellKnown.Clock),
            MemoryCapability => process.MemoryAuthority,
            ConsoleCapability => descriptors.HandleOf(WellKnown.Console),
            _ => descriptors.HandleOf(which),
        };
        return handle == CapabilityHandle.None ? Errno.BadDescriptor : CallResult.Address(handle.Value);
    }

    /// <summary>From now on a held capability stands for the root, the container, the quota, the clock, the memory or the console; 0: none does. What stood for it stays held.</summary>
    private static CallResult UseCapability(Process process, int which, CapabilityHandle handle)
    {
        DescriptorTable descriptors = process.Descriptors;
        CapabilitySpace space = descriptors.Space;
        Errno error = Errno.None;
        bool isNone = handle == CapabilityHandle.None;
        switch (which)
        {
            case RootCapability:
                DirectoryReference root = default;
                if (!isNone && (!space.Get<OpenFile>(handle, Rights.None, nameof(NativeCall.Use)).Ok(out OpenFile? file, out error)
                    || !file.AsDirectory(space.RightsOf(handle)).Ok(out root, out error)))
                {
                    return error;
                }

                descriptors.Leave(process.Paths.WorkingDirectory.Authority);
                process.Paths.SetRoot(root);
                process.Paths.SetWorkingDirectory(root);
                descriptors.Use(WellKnown.Root, handle);
                return 0;
            case HomeCapability:
                return UseAs<Container>(descriptors, WellKnown.Home, handle);
            case PurseCapability:
                error = UseAs<Quota>(descriptors, WellKnown.Purse, handle);
                process.Memory!.PayFrom(descriptors.Space.Quota); // the same as before, when it was refused or may not be charged
                return error;
            case ClockCapability:
                return UseAs<TimeSource>(descriptors, WellKnown.Clock, handle);
            case MemoryCapability:
                return process.UseMemory(handle);
            case ConsoleCapability:
                return UseAs<SystemConsole>(descriptors, WellKnown.Console, handle);
            default:
                return Errno.Invalid;
        }
    }

    private static Errno UseAs<T>(DescriptorTable descriptors, WellKnown which, CapabilityHandle handle)
        where T : KernelObject
    {
        Errno error = handle == CapabilityHandle.None ? Errno.None : descriptors.Space.Get<T>(handle, Rights.None, nameof(NativeCall.Use)).Error;
        if (error == Errno.None)
        {
            descriptors.Use(which, handle);
        }

        return error;
    }

    /// <summary>A descriptor for a capability of a file or a directory, which has none (Exists), or for the console, opened for what the capability allows.</summary>
    private static CallResult OpenHandle(Process process, CapabilityHandle handle, uint bits)
    {
        DescriptorTable descriptors = process.Descriptors;
        if ((bits & ~OpenBits.CloseOnExecute) != 0)
        {
            return Errno.Invalid;
        }

        if (!descriptors.Space.Get<SystemConsole>(handle, Rights.None, nameof(NativeCall.Descriptor)).Ok(out SystemConsole? console, out Errno error))
        {
            return error == Errno.Invalid ? CallResult.Of(descriptors.AddHeld(handle, DescriptorFlagsOf(bits))) : error;
        }

        Rights rights = descriptors.Space.RightsOf(handle);
        OpenFlags flags = ((rights & Rights.Read) != 0 ? OpenFlags.Read : OpenFlags.None) | ((rights & Rights.Write) != 0 ? OpenFlags.Write : OpenFlags.None);
        OpenFile file = AnonymousFileSystem.Open(console.Terminal, flags);
        Panic.When(!file.TryOpen(process.Paths.Who).IsDone, "a terminal cannot be opened");
        return CallResult.Of(descriptors.AddConsole(file, handle, DescriptorFlagsOf(bits)));
    }

    /// <summary>The next capability of the caller's own after a handle (0: the first); 0 when there is none.</summary>
    private static CallResult FindNext(Thread thread, ulong after)
    {
        CapabilitySpace space = thread.Process.Descriptors.Space;
        ref CallProgress progress = ref thread.BeginCall();
        uint first = after == 0 ? 0 : new CapabilityHandle(after).Index + 1;
        uint index = Math.Max(first, (uint)progress.Value);
        for (uint end = Math.Min(space.SlotCount, index + SearchStep); index < end; index++)
        {
            if (space.TryDescribe(index, out CapabilityHandle handle, out _))
            {
                return CallResult.Address(handle.Value);
            }
        }

        if (index >= space.SlotCount)
        {
            return 0;
        }

        progress.Value = index;
        thread.CallAgain();
        return CallResult.Deferred;
    }

    private static CallResult InspectCapability(Thread thread, CapabilityHandle handle, ulong into)
    {
        if (!thread.Process.Descriptors.Space.Inspect(handle, nameof(NativeCall.Inspect)).Ok(out CapabilityDescription described, out Errno error))
        {
            return error;
        }

        Span<byte> room = stackalloc byte[NativeLayout.CapabilityBytes];
        NativeLayout.WriteCapability(in described, room);
        FileOutcome outcome = TryCopyOut(thread, into, room);
        return Finish(thread, outcome);
    }

    /// <summary>Puts a capability into another process's space: moved there (transfer), or a child of it (give). Answers with the handle it has there.</summary>
    /// <remarks>The other is named by a handle with WriteState, or by its number, which needs WriteState on the container, as whatever changes another process does.</remarks>
    private static CallResult SendCapability(Thread thread, CapabilityHandle handle, Rights rights, ulong target, NativeCall call)
    {
        bool isHandle = target is > uint.MaxValue and < unchecked((ulong)int.MinValue);
        Result<Process> named = isHandle
            ? thread.Process.Descriptors.Space.Get<Process>(new CapabilityHandle(target), Rights.WriteState, NameOf(call))
            : FindProcess(thread, unchecked((int)target), Rights.WriteState);
        if (!named.Ok(out Process? other, out Errno error))
        {
            return error;
        }

        if (other.State != ProcessState.Alive)
        {
            return Errno.NoProcess;
        }

        CapabilitySpace from = thread.Process.Descriptors.Space;
        CapabilitySpace into = other.Descriptors.Space;
        return HandleOf(call == NativeCall.Transfer
            ? from.Transfer(into, handle, rights, NameOf(call))
            : from.DeriveInto(into, handle, rights, NameOf(call)));
    }

    private static string NameOf(NativeCall call) => call == NativeCall.Transfer ? nameof(NativeCall.Transfer) : nameof(NativeCall.Give);

    /// <summary>Lets the process's threads, children, siblings or container use a capability, by a handle that means the same to all of them.</summary>
    private static CallResult ShareCapability(Process process, CapabilityHandle handle, Rights rights, int audience)
    {
        if (audience is < (int)Audience.Group or > (int)Audience.Children)
        {
            return Errno.Invalid;
        }

        // There may be nobody to share with yet; a place for that is made only for who has something to share.
        CapabilitySpace space = process.Descriptors.Space;
        Result<CapabilityHandle> shared = space.Share(handle, (Audience)audience, rights, nameof(NativeCall.Share));
        if (shared.Error == Errno.NoEntry)
        {
            Errno error = process.Container.OpenAudience(process, (Audience)audience);
            shared = error != Errno.None ? error : space.Share(handle, (Audience)audience, rights, nameof(NativeCall.Share));
        }

        return HandleOf(shared);
    }

    private static CallResult SplitQuota(Thread thread, CapabilityHandle handle, ulong address)
    {
        FileOutcome outcome = TryReadAmounts(thread, address, out QuotaAmounts amounts);
        return outcome.IsDone
            ? HandleOf(thread.Process.Descriptors.Space.Split(handle, in amounts, nameof(NativeCall.Split)))
            : Finish(thread, outcome);
    }

    private static CallResult EndowQuota(Thread thread, CapabilityHandle from, CapabilityHandle into, ulong address)
    {
        FileOutcome outcome = TryReadAmounts(thread, address, out QuotaAmounts amounts);
        return outcome.IsDone
            ? thread.Process.Descriptors.Space.Endow(from, into, in amounts, nameof(NativeCall.Endow))
            : Finish(thread, outcome);
    }

    private static FileOutcome TryReadAmounts(Thread thread, ulong address, out QuotaAmounts amounts)
    {
        Span<byte> room = stackalloc byte[NativeLayout.AmountsBytes];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        amounts = outcome.IsDone ? NativeLayout.ReadAmounts(room) : default;
        return outcome;
    }

    /// <summary>The last refusal that the caller's space had, if it is still kept; NoData.</summary>
    private static CallResult TellDenial(Thread thread, ulong into)
    {
        DenialLog log = thread.Process.Container.Capabilities.Denials;
        ulong space = thread.Process.Descriptors.Space.Id;
        for (ulong number = log.Count; log.TryRead(number, out Denial denial); number--)
        {
            if (denial.SpaceId == space)
            {
                Span<byte> room = stackalloc byte[NativeLayout.DenialBytes];
                NativeLayout.WriteDenial(in denial, room);
                FileOutcome outcome = TryCopyOut(thread, into, room);
                return Finish(thread, outcome);
            }
        }

        return Errno.NoData;
    }
}
