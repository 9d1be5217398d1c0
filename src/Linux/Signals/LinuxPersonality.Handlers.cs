using System;
using System.Buffers.Binary;
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

    private byte[] _frame = [];

    public FileOutcome TryEnterHandler(Thread thread, in SignalInfo info, in SignalAction action)
    {
        ref UserContext registers = ref thread.Registers;
        SignalStack stack = thread.AlternateStack;
        ulong top = registers.Rsp - SignalFrame.RedZone;
        bool isOnAlternate = stack.Contains(registers.Rsp);
        if ((action.Flags & SignalFlags.OnStack) != 0 && stack.IsSet && !isOnAlternate)
        {
            top = stack.Base + stack.Size;
        }

        // From low to high, in one piece: the frame, up to 15 bytes of nothing, the state.
        int stateBytes = thread.VectorBytes + SignalFrame.StateTailBytes;
        ulong stateAddress = unchecked((top - (ulong)stateBytes) & ~(SignalFrame.StateAlignment - 1)); // a wild stack shows in the copy
        ulong at = unchecked(((stateAddress - SignalFrame.Bytes) & ~15ul) - 8);
        int stateAt = (int)(stateAddress - at);
        int frameBytes = stateAt + stateBytes;
        bool isDirect = thread.Process.Memory!.Space.TryReachPresent(new VirtualAddress(at), frameBytes, Access.Write, out Span<byte> frame);
        frame = isDirect ? frame : RoomFor(frameBytes);
        Span<byte> state = frame[stateAt..];
        thread.ReadVectors().CopyTo(state);
        SignalFrame.CompleteState(state, ref registers);
        BinaryPrimitives.WriteUInt64LittleEndian(frame, action.Restorer);
        uint stackFlags = !stack.IsSet ? StackDisabled : isOnAlternate ? OnStack : 0;
        SignalFrame.WriteContext(frame, in registers, thread.MaskToRestore ?? thread.Blocked, in stack, stackFlags, stateAddress);
        SignalFrame.WriteInformation(frame.Slice(SignalFrame.InformationAt, SignalFrame.InformationBytes), in info);
        FileOutcome outcome = isDirect ? FileOutcome.Done : TryCopyOut(thread, at, frame);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        if (stack.IsAutomatic)
        {
            thread.AlternateStack = default;
        }

        registers.Rdi = (ulong)info.Signal;
        registers.Rsi = at + SignalFrame.InformationAt;
        registers.Rdx = at + SignalFrame.ContextAt;
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
        AddressSpace space = thread.Process.Memory!.Space;
        FileOutcome outcome = FileOutcome.Done;
        bool isDirect = space.TryReachPresent(new VirtualAddress(at), SignalFrame.Bytes, Access.Read, out Span<byte> frame);
        if (!isDirect)
        {
            frame = RoomFor(SignalFrame.Bytes);
            outcome = TryCopyIn(thread, at, frame);
        }

        ulong stateAddress = outcome.IsDone ? SignalFrame.StateAddressIn(frame) : 0;
        if (stateAddress != 0)
        {
            // The copy goes into the thread's own state at once: a wait in between only makes it be read again.
            Span<byte> state = thread.ReadVectors();
            if (space.TryReachPresent(new VirtualAddress(stateAddress), state.Length, Access.Read, out Span<byte> stored))
            {
                stored.CopyTo(state);
            }
            else
            {
                // To fault it in may take the frame's page away.
                Span<byte> room = RoomFor(SignalFrame.Bytes);
                frame.CopyTo(room);
                frame = room;
                outcome = TryCopyIn(thread, stateAddress, state);
            }

            SignalFrame.AcceptState(state, ref registers);
            thread.WriteVectors();
        }

        if (!outcome.IsDone)
        {
            return Misreturn(thread, outcome);
        }

        SignalFrame.ReadContext(frame, ref registers, out SignalSet mask);
        registers.ReturnByInterrupt();
        SignalFrame.ReadStack(frame, out ulong start, out uint flags, out ulong size);
        thread.AlternateStack = (flags & StackDisabled) != 0
            ? default
            : new SignalStack { Base = start, Size = size, IsAutomatic = (flags & AutoDisarm) != 0 };
        thread.Blocked = mask;
        return CallResult.Deferred;
    }

    /// <summary>Where a frame is put together that does not lie in one page of the program's.</summary>
    private Span<byte> RoomFor(int bytes)
    {
        if (_frame.Length < bytes)
        {
            _frame = new byte[bytes + (int)SignalFrame.StateAlignment]; // enough wherever the frame lies
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
