using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Making processes and threads (fork(2), vfork(2), clone(2), clone3(2)), and their end.</remarks>
public sealed partial class LinuxPersonality
{
    private const ulong CloneMemory = 0x100;
    private const ulong ClonePaths = 0x200;
    private const ulong CloneDescriptors = 0x400;
    private const ulong CloneHandlers = 0x800;
    private const ulong CloneProcessDescriptor = 0x1000;
    private const ulong CloneWaits = 0x4000;
    private const ulong CloneSibling = 0x8000;
    private const ulong CloneThreadOf = 0x1_0000;
    private const ulong CloneNewNamespaces = 0x7e02_0000 | 0x80;
    private const ulong CloneSystemV = 0x4_0000;
    private const ulong CloneSetLocalStorage = 0x8_0000;
    private const ulong CloneSetParentId = 0x10_0000;
    private const ulong CloneClearChildId = 0x20_0000;
    private const ulong CloneSetChildId = 0x100_0000;
    private const ulong CloneClearHandlers = 0x1_0000_0000;
    private const ulong CloneIntoGroup = 0x2_0000_0000;
    private const ulong CloneDetached = 0x40_0000;
    private const ulong MostCloneFlags = 0x3_ffff_ffff;
    private const ulong SignalMask = 0xff;
    private const int LeastCloneBytes = 64;
    private const int MostCloneBytes = 88;

    private CallResult Fork(Thread thread) => Clone(thread, new CloneArguments { ExitSignal = Signal.Child });

    private CallResult ForkSharing(Thread thread) =>
        Clone(thread, new CloneArguments { Flags = CloneMemory | CloneWaits, ExitSignal = Signal.Child });

    private CallResult CloneThread(Thread thread, ulong flags, ulong stack, ulong parentId, ulong childId, ulong localStorage) =>
        Clone(thread, new CloneArguments
        {
            Flags = flags & ~SignalMask,
            ExitSignal = (Signal)(int)(flags & SignalMask),
            Stack = stack,
            ParentIdAddress = parentId,
            ChildIdAddress = childId,
            LocalStorage = localStorage,
        });

    private CallResult CloneThreadWith(Thread thread, ulong address, ulong length)
    {
        if (length < LeastCloneBytes)
        {
            return Errno.Invalid;
        }

        if (length > PageNumber.Size)
        {
            return Errno.ArgumentListTooLong;
        }

        Span<byte> room = stackalloc byte[(int)PageNumber.Size];
        room = room[..(int)length];
        FileOutcome read = TryCopyIn(thread, address, room);
        if (!read.IsDone)
        {
            return Finish(thread, read);
        }

        if (length > MostCloneBytes && room[MostCloneBytes..].ContainsAnyExcept((byte)0))
        {
            return Errno.ArgumentListTooLong;
        }

        ulong stack = Word(room, 40);
        ulong stackLength = Word(room, 48);
        ulong exitSignal = Word(room, 32);
        bool hasChosenIds = length >= 80 && Word(room, 72) != 0;
        if (exitSignal > (ulong)Signal.Last || (stack == 0) != (stackLength == 0) || stack > UserAddress.Limit || stackLength > UserAddress.Limit)
        {
            return Errno.Invalid;
        }

        ulong flags = Word(room, 0);
        bool hasSignalInVain = (flags & (CloneThreadOf | CloneSibling)) != 0 && exitSignal != 0;
        if ((flags & (SignalMask | CloneDetached)) != 0 || flags > MostCloneFlags || hasSignalInVain)
        {
            return Errno.Invalid;
        }

        if (hasChosenIds)
        {
            return Errno.NotPermitted; // set_tid: numbers are the container's to give
        }

        return Clone(thread, new CloneArguments
        {
            Flags = flags,
            ExitSignal = (Signal)(int)exitSignal,
            Stack = stack + stackLength,
            ChildIdAddress = Word(room, 16),
            ParentIdAddress = Word(room, 24),
            LocalStorage = Word(room, 56),
        });
    }

    private CallResult Clone(Thread thread, in CloneArguments arguments)
    {
        ref CallProgress progress = ref thread.BeginCall();
        if (progress.Step == 1)
        {
            return AwaitMemory(thread, (int)progress.Value);
        }

        // A base beyond a program's addresses is no place for its storage, and one that is not canonical could not even be loaded.
        bool isMisplaced = (arguments.Flags & CloneSetLocalStorage) != 0 && arguments.LocalStorage >= UserAddress.Limit;
        Errno invalid = isMisplaced ? Errno.NotPermitted : Validate(arguments.Flags, arguments.ExitSignal);
        if (invalid != Errno.None)
        {
            return invalid;
        }

        // What may fail in the parent's memory is tried first; the number that will be there is written again below.
        ulong flags = arguments.Flags;
        Span<byte> number = stackalloc byte[sizeof(int)];
        if ((flags & CloneSetParentId) != 0)
        {
            FileOutcome probed = TryCopyOut(thread, arguments.ParentIdAddress, number);
            if (!probed.IsDone)
            {
                return Finish(thread, probed);
            }
        }

        DescriptorTable descriptors = thread.Process.Descriptors;
        if (!descriptors.GetHome(Rights.Create).Ok(out Container? home, out Errno error) || (error = descriptors.CheckPurse()) != Errno.None)
        {
            return error;
        }

        Signal exitSignal = (flags & CloneSibling) != 0 ? thread.Process.ExitSignal : arguments.ExitSignal; // a sibling is its parent's child as its maker is
        if (!home.Clone(thread, PartsOf(flags), exitSignal).Ok(out Thread? child, out error))
        {
            return error;
        }

        SetUp(child, in arguments);
        BinaryPrimitives.WriteInt32LittleEndian(number, child.ThreadId);
        if ((flags & CloneSetParentId) != 0)
        {
            _ = TryCopyOut(thread, arguments.ParentIdAddress, number); // it was there a moment ago
        }

        if ((flags & CloneSetChildId) != 0)
        {
            _ = TryCopyOut(child, arguments.ChildIdAddress, number); // clone(2): a bad address is not an error
        }

        home.Release(child);
        if ((flags & CloneWaits) == 0)
        {
            return child.ThreadId;
        }

        progress.Step = 1;
        progress.Value = (ulong)child.ThreadId;
        return AwaitMemory(thread, child.ThreadId);
    }

    private static void SetUp(Thread child, in CloneArguments arguments)
    {
        ref UserContext registers = ref child.Registers;
        registers.Rax = 0;
        registers.Rsp = arguments.Stack != 0 ? arguments.Stack : registers.Rsp;
        if ((arguments.Flags & CloneSetLocalStorage) != 0)
        {
            registers.FsBase = arguments.LocalStorage;
        }

        child.ClearedAtExit = (arguments.Flags & CloneClearChildId) != 0 ? arguments.ChildIdAddress : 0;
        if ((arguments.Flags & (CloneMemory | CloneWaits)) == CloneMemory)
        {
            child.AlternateStack = default; // clone(2): a thread on a stack of its own
        }

        if ((arguments.Flags & CloneClearHandlers) != 0)
        {
            child.Process.ClearHandlers();
        }
    }

    /// <summary>The maker of a process that runs in its memory waits until that has left it (vfork(2)).</summary>
    private static CallResult AwaitMemory(Thread thread, int childId)
    {
        if (thread.Process.Container.Find(childId) is { } child && child.Memory == thread.Process.Memory && child.State != ProcessState.Zombie)
        {
            thread.Park(child.MemoryLeft, WaitKind.Killable);
            return CallResult.Deferred;
        }

        return childId;
    }

    private static Errno Validate(ulong flags, Signal exitSignal)
    {
        bool isInvalid = ((flags & CloneHandlers) != 0 && (flags & CloneMemory) == 0)
            || ((flags & CloneThreadOf) != 0 && (flags & CloneHandlers) == 0)
            || (flags & (CloneHandlers | CloneClearHandlers)) == (CloneHandlers | CloneClearHandlers)
            || exitSignal is < Signal.None or > Signal.Last;
        if (isInvalid)
        {
            return Errno.Invalid;
        }

        // Namespaces are containers here, and a pidfd would be a capability: neither is to be had by a flag.
        return (flags & (CloneNewNamespaces | CloneProcessDescriptor | CloneIntoGroup)) != 0 ? Errno.NotPermitted : Errno.None;
    }

    private static CloneParts PartsOf(ulong flags) =>
        ((flags & CloneMemory) != 0 ? CloneParts.Memory : CloneParts.None)
        | ((flags & CloneDescriptors) != 0 ? CloneParts.Descriptors : CloneParts.None)
        | ((flags & CloneHandlers) != 0 ? CloneParts.Actions : CloneParts.None)
        | ((flags & CloneThreadOf) != 0 ? CloneParts.Process : CloneParts.None)
        | ((flags & CloneSibling) != 0 ? CloneParts.Parent : CloneParts.None);

    private static CallResult Exit(Thread thread, int code)
    {
        thread.Exit(code);
        return CallResult.Deferred;
    }

    private static CallResult ExitGroup(Thread thread, int code)
    {
        thread.Process.ExitWithCode(code);
        return CallResult.Deferred;
    }

    private static ulong Word(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt64LittleEndian(from[at..]);

    /// <summary>What the three ways of cloning have in common.</summary>
    private readonly struct CloneArguments
    {
        public ulong Flags { get; init; }

        public Signal ExitSignal { get; init; }

        /// <summary>The child's stack pointer; 0: as its maker's.</summary>
        public ulong Stack { get; init; }

        public ulong ParentIdAddress { get; init; }

        public ulong ChildIdAddress { get; init; }

        public ulong LocalStorage { get; init; }
    }
}
