using System;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Entering and leaving handlers of signals (sigreturn(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint OnStack = 1;
    private const uint StackDisabled = 2;
    private const uint AutoDisarm = 0x8000_0000;
    private const ulong DirectionAndTrap = 0x1_0500; // DF, TF, RF: off when a handler begins

    /// <summary>Where a frame is put together, or taken apart, that does not lie in one page of the program's.</summary>
    private byte[] _frame = [];

    public FileOutcome TryEnterHandler(Thread thread, in SignalInfo info, in SignalAction action)
    {
        ref UserContext registers = ref thread.Registers;
        SignalStack stack = thread.AlternateStack;
        bool isOnAlternate = stack.Contains(registers.Rsp);
        bool takesAlternate = (action.Flags & SignalFlags.OnStack) != 0 && stack.IsSet && !isOnAlternate;
        uint stackFlags = !stack.IsSet ? StackDisabled : isOnAlternate ? OnStack : 0;

        // In one piece, the frame and the state above it. A wild stack shows in the copy.
        int stateBytes = unchecked(thread.VectorBytes + VectorState.TailBytes); // some hundreds
        ulong top = unchecked(takesAlternate ? stack.Base + stack.Size : registers.Rsp - SignalFrame.RedZone);
        ulong stateAddress = unchecked((top - (ulong)stateBytes) & ~(VectorState.Alignment - 1));
        ulong at = unchecked(stateAddress - SignalFrame.StateAt);
        int bytes = unchecked(SignalFrame.StateAt + stateBytes);
        bool isDirect = thread.Process.Memory!.Space.TryReachPresent(new VirtualAddress(at), bytes, Access.Write, out Span<byte> room);
        room = isDirect ? room : RoomFor(bytes);
        Span<byte> state = room[SignalFrame.StateAt..];
        thread.SaveVectors(state);
        VectorState.Complete(state, in registers);
        SignalSet mask = thread.MaskToRestore ?? thread.Blocked;
        ByteWords.Over<SignalFrame>(room).Write(in registers, mask, in stack, stackFlags, stateAddress, action.Restorer, in info);
        FileOutcome outcome = isDirect ? FileOutcome.Done : TryCopyOut(thread, at, room);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        if (stack.IsAutomatic)
        {
            thread.AlternateStack = default;
        }

        registers.Rdi = unchecked((ulong)info.Signal);
        registers.Rsi = unchecked(at + SignalFrame.InformationAt); // it was written there
        registers.Rdx = unchecked(at + SignalFrame.ContextAt);
        registers.Rax = 0;
        registers.Rsp = at;
        registers.Rip = action.Handler;
        registers.RFlags &= ~DirectionAndTrap;
        registers.Mxcsr = UserContext.InitialMxcsr;
        registers.ReturnByInterrupt();
        return FileOutcome.Done;
    }

    private CallResult ReturnFromHandler(Thread thread)
    {
        ref UserContext registers = ref thread.Registers;
        ulong at = unchecked(registers.Rsp - 8); // the return address was popped
        FileOutcome outcome = FileOutcome.Done;
        int bytes = unchecked(SignalFrame.StateAt + thread.VectorBytes); // some hundreds
        bool isDirect = thread.Process.Memory!.Space.TryReachPresent(new VirtualAddress(at), bytes, Access.Read, out Span<byte> room);
        if (!isDirect)
        {
            room = RoomFor(SignalFrame.Bytes);
            outcome = TryCopyIn(thread, at, room);
        }

        ulong stateAddress = outcome.IsDone ? ByteWords.Over<SignalFrame>(room).StateAddress : 0;
        bool isLoaded = isDirect && unchecked(stateAddress - at) == SignalFrame.StateAt && TryLoadState(thread, room[SignalFrame.StateAt..]);
        if (stateAddress != 0 && !isLoaded)
        {
            // To fault it in may take the frame's page away.
            Span<byte> kept = RoomFor(SignalFrame.Bytes);
            room[..SignalFrame.Bytes].CopyTo(kept);
            room = kept;
            outcome = TryAcceptState(thread, stateAddress);
        }

        if (!outcome.IsDone)
        {
            return Misreturn(thread, outcome);
        }

        ref readonly SignalFrame frame = ref ByteWords.Over<SignalFrame>(room);
        frame.Read(ref registers);
        registers.ReturnByInterrupt();
        SignalStack stack = frame.ReadStack(out uint flags);
        stack.IsAutomatic = (flags & AutoDisarm) != 0;
        thread.AlternateStack = (flags & StackDisabled) != 0 ? default : stack;
        thread.Blocked = frame.Mask;
        return CallResult.Deferred;
    }

    /// <summary>Loads a state that is as the processor wants it, where it lies. False: it is not, or cannot be loaded from there. Nothing changes it between the look and the load.</summary>
    private static bool TryLoadState(Thread thread, ReadOnlySpan<byte> stored)
    {
        ref readonly VectorState state = ref ByteWords.Over<VectorState>(stored);
        if (!state.IsLoadable(stored.Length) || !thread.TryLoadVectors(stored))
        {
            return false;
        }

        state.GiveTo(ref thread.Registers);
        return true;
    }

    /// <summary>Loads what the processor takes of a state that may be anything, and anywhere.</summary>
    private static FileOutcome TryAcceptState(Thread thread, ulong address)
    {
        Span<byte> state = thread.VectorRoom;
        FileOutcome outcome = TryCopyIn(thread, address, state);
        if (outcome.IsDone)
        {
            VectorState.Accept(state, ref thread.Registers);
            thread.LoadVectors();
        }

        return outcome;
    }

    private Span<byte> RoomFor(int bytes)
    {
        if (_frame.Length < bytes)
        {
            _frame = new byte[bytes];
        }

        return _frame.AsSpan(0, bytes);
    }

    private static CallResult Misreturn(Thread thread, FileOutcome outcome)
    {
        if (outcome.IsWaiting)
        {
            thread.Park(outcome);
        }
        else
        {
            thread.Force(new SignalInfo { Signal = Signal.Segmentation, Code = SignalCode.Kernel });
        }

        return CallResult.Deferred;
    }
}
