using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Terminals: their requests (tty_ioctl(4), ioctl_tty(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const int WindowBytes = 8;
    private const ulong Steal = 1;

    private static CallResult ControlTerminal(Thread thread, OpenFile file, Terminal terminal, TerminalSide side, uint request, ulong argument)
    {
        _ = ref thread.BeginCall();
        if (side == TerminalSide.Terminal && terminal.IsHungUp(file))
        {
            return Errno.InputOutput;
        }

        switch (request)
        {
            case TerminalRequest.GetSettings:
                return TellSettings(thread, terminal, argument);
            case TerminalRequest.SetSettings:
                return ChangeSettings(thread, file, terminal, argument, TerminalChange.Now);
            case TerminalRequest.SetSettingsAfterOutput:
                return ChangeSettings(thread, file, terminal, argument, TerminalChange.AfterOutput);
            case TerminalRequest.SetSettingsWithoutInput:
                return ChangeSettings(thread, file, terminal, argument, TerminalChange.AfterOutputWithoutInput);
            case TerminalRequest.Break:
            case TerminalRequest.LongBreak:
                return DrainTerminal(thread, file, terminal);
            case TerminalRequest.Flow:
                return ControlFlow(thread, file, terminal, argument);
            case TerminalRequest.Flush:
                return FlushTerminal(thread, file, terminal, argument);
            case TerminalRequest.GetWindow:
                return TellWindow(thread, terminal, argument);
            case TerminalRequest.SetWindow:
                return ChangeWindow(thread, terminal, argument);
            case DeviceRequest.CountReadable:
                return PutNumber(thread, argument, PseudoTerminalMaster.Of(file)?.Count ?? terminal.InputCount);
            case TerminalRequest.CountOutput:
                return PutNumber(thread, argument, terminal.OutputCount);
            case TerminalRequest.GetDiscipline:
                return PutNumber(thread, argument, terminal.Settings.Line);
            case TerminalRequest.PretendInput:
                return Errno.InputOutput; // as with dev.tty.legacy_tiocsti=0: it lets a program type for its parent
            case TerminalRequest.GetForeground:
                return TellForeground(thread, terminal, side, argument);
            case TerminalRequest.SetForeground:
                return ChangeForeground(thread, file, terminal, argument);
            case TerminalRequest.GetSession:
                return terminal.Session is { } session && IsVisible(thread, terminal, side) ? PutNumber(thread, argument, session.Id) : Errno.NotTerminal;
            case TerminalRequest.TakeTerminal:
                return TakeTerminal(thread, file, terminal, argument);
            case TerminalRequest.LeaveTerminal:
                return LeaveTerminal(thread, terminal);
            default:
                return side == TerminalSide.Master ? ControlPair(thread, file, request, argument) : Errno.NotTerminal;
        }
    }

    private static CallResult ControlPair(Thread thread, OpenFile file, uint request, ulong argument)
    {
        PseudoTerminal pair = PseudoTerminalMaster.Of(file)!;
        switch (request)
        {
            case TerminalRequest.GetPairNumber:
                return PutNumber(thread, argument, pair.Number);
            case TerminalRequest.GetPairLock:
                return PutNumber(thread, argument, pair.IsLocked ? 1 : 0);
            case TerminalRequest.LockPair:
                FileOutcome outcome = TryGetNumber(thread, argument, out int isLocked);
                pair.IsLocked = outcome.IsDone ? isLocked != 0 : pair.IsLocked;
                return Finish(thread, outcome);
            case TerminalRequest.OpenPeer:
                return OpenPeer(thread, pair, unchecked((uint)argument));
            default:
                return Errno.NotTerminal;
        }
    }

    /// <summary>Opens the other side of a pair, whatever is mounted where.</summary>
    private static CallResult OpenPeer(Thread thread, PseudoTerminal pair, uint bits)
    {
        Errno error = OpenBits.Convert(bits & OpenBits.Known & ~OpenBits.Create, out OpenFlags flags);
        DescriptorTable descriptors = thread.Process.Descriptors;
        error = error == Errno.None && !descriptors.HasRoom ? Errno.TooManyOpenFiles : error;
        if (error != Errno.None)
        {
            return error;
        }

        OpenFile file = AnonymousFileSystem.Open(pair.Node, flags);
        FileOutcome outcome = file.TryOpen(thread.Process.Paths.Who);
        if (!outcome.IsDone)
        {
            file.Close();
            return Finish(thread, outcome);
        }

        TakeOpened(thread, file, bits);
        return CallResult.Of(descriptors.AddNew(file, DescriptorFlagsOf(bits)));
    }

    private static CallResult TellSettings(Thread thread, Terminal terminal, ulong address)
    {
        Span<byte> room = stackalloc byte[Termios.Size];
        Termios settings = terminal.Settings;
        settings.Write(room);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    private static CallResult ChangeSettings(Thread thread, OpenFile file, Terminal terminal, ulong address, TerminalChange change)
    {
        Span<byte> room = stackalloc byte[Termios.Size];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if (IsRefused(thread, file, TerminalUse.Change, out CallResult refusal))
        {
            return refusal;
        }

        Termios settings = Termios.Read(room);
        outcome = terminal.TrySetSettings(in settings, change);
        return Finish(thread, outcome);
    }

    /// <summary>A break is nothing that a terminal of ours could send: what is left is the wait for the output (TCSBRK).</summary>
    private static CallResult DrainTerminal(Thread thread, OpenFile file, Terminal terminal)
    {
        if (IsRefused(thread, file, TerminalUse.Change, out CallResult refusal))
        {
            return refusal;
        }

        FileOutcome outcome = terminal.TryDrain();
        return Finish(thread, outcome);
    }

    private static CallResult ControlFlow(Thread thread, OpenFile file, Terminal terminal, ulong flow)
    {
        if (flow > (ulong)TerminalFlow.ContinueInput)
        {
            return Errno.Invalid;
        }

        if (IsRefused(thread, file, TerminalUse.Change, out CallResult refusal))
        {
            return refusal;
        }

        terminal.Control((TerminalFlow)flow);
        return 0;
    }

    private static CallResult FlushTerminal(Thread thread, OpenFile file, Terminal terminal, ulong queue)
    {
        if (queue > (ulong)TerminalQueue.Both)
        {
            return Errno.Invalid;
        }

        if (IsRefused(thread, file, TerminalUse.Change, out CallResult refusal))
        {
            return refusal;
        }

        terminal.Flush((TerminalQueue)queue);
        return 0;
    }

    private static CallResult TellWindow(Thread thread, Terminal terminal, ulong address)
    {
        Span<byte> room = stackalloc byte[WindowBytes];
        WindowSize window = terminal.Window;
        BinaryPrimitives.WriteUInt16LittleEndian(room, window.Rows);
        BinaryPrimitives.WriteUInt16LittleEndian(room[2..], window.Columns);
        BinaryPrimitives.WriteUInt16LittleEndian(room[4..], window.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(room[6..], window.Height);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, outcome);
    }

    private static CallResult ChangeWindow(Thread thread, Terminal terminal, ulong address)
    {
        Span<byte> room = stackalloc byte[WindowBytes];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (outcome.IsDone)
        {
            terminal.SetWindow(new WindowSize(
                BinaryPrimitives.ReadUInt16LittleEndian(room),
                BinaryPrimitives.ReadUInt16LittleEndian(room[2..]),
                BinaryPrimitives.ReadUInt16LittleEndian(room[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(room[6..])));
        }

        return Finish(thread, outcome);
    }

    private static FileOutcome TryGetNumber(Thread thread, ulong address, out int number)
    {
        Span<byte> room = stackalloc byte[sizeof(int)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        number = BinaryPrimitives.ReadInt32LittleEndian(room);
        return outcome;
    }
}
