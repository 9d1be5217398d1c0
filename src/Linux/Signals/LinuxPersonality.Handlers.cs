using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Entering and leaving handlers of signals (sigreturn(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint OnStack = 1;
    private const uint StackDisabled = 2;
    private const uint AutoDisarm = 0x8000_0000;
    private const ulong DirectionAndTrap = 0x1_0500; // DF, TF, RF: off when a handler begins

    /// <summary>Where a frame is put together.</summary>
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
        if (_frame.Length < stateAt + stateBytes)
        {
            _frame = new byte[SignalFrame.Bytes + 32 + stateBytes];
        }

        Span<byte> frame = _frame.AsSpan(0, stateAt + stateBytes);
        Span<byte> state = frame[stateAt..];
        thread.ReadVectors().CopyTo(state);
        SignalFrame.CompleteState(state, ref registers);
        BinaryPrimitives.WriteUInt64LittleEndian(frame, action.Restorer);
        uint stackFlags = !stack.IsSet ? StackDisabled : isOnAlternate ? OnStack : 0;
        SignalFrame.WriteContext(frame, in registers, thread.MaskToRestore ?? thread.Blocked, in stack, stackFlags, stateAddress);
        SignalFrame.WriteInformation(frame.Slice(SignalFrame.InformationAt, SignalFrame.InformationBytes), in info);
        FileOutcome outcome = TryCopyOut(thread, at, frame);
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
        Span<byte> frame = stackalloc byte[SignalFrame.Bytes];
        FileOutcome outcome = TryCopyIn(thread, at, frame);
        if (!outcome.IsDone)
        {
            return Misreturn(thread, outcome);
        }

        ulong stateAddress = SignalFrame.StateAddressIn(frame);
        if (stateAddress != 0)
        {
            // The copy goes into the thread's own state at once: a wait in between only makes it be read again.
            Span<byte> state = thread.ReadVectors();
            outcome = TryCopyIn(thread, stateAddress, state);
            SignalFrame.AcceptState(state, ref registers);
            if (!outcome.IsDone)
            {
                return Misreturn(thread, outcome);
            }

            thread.WriteVectors();
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
