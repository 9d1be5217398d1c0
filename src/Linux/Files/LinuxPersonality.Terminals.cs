using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Terminals (tty_ioctl(4)), and whose they are (credentials(7)).</remarks>
public partial class LinuxPersonality
{
    private const int WindowBytes = 8;

    private static CallResult ControlTerminal(Thread thread, OpenFile file, Terminal terminal, TerminalSide side, uint request, ulong argument)
    {
        if (side == TerminalSide.Terminal && terminal.IsHungUp(file))
        {
            return Errno.InputOutput;
        }

        switch (request)
        {
            case TerminalRequest.GetSettings:
                return PutSettings(thread, terminal, argument);
            case TerminalRequest.SetSettings:
            case TerminalRequest.SetSettingsAfterOutput:
            case TerminalRequest.SetSettingsAfterOutputWithoutInput:
                return ChangeSettings(thread, terminal, (TerminalChange)(request - TerminalRequest.SetSettings), argument);
            case TerminalRequest.Drain:
            case TerminalRequest.DrainTimed:
                FileOutcome drained = argument == 0 ? FileOutcome.Done : terminal.TryDrain(); // 0 sends a break, which no line here carries
                return Finish(thread, in drained);
            case TerminalRequest.Flow:
                return ChangeFlow(terminal, argument);
            case TerminalRequest.Flush:
                return FlushTerminal(terminal, argument);
            case TerminalRequest.GetWindow:
                return PutWindow(thread, terminal, argument);
            case TerminalRequest.SetWindow:
                return ChangeWindow(thread, terminal, argument);
            case DeviceRequest.CountReadable:
                return PutNumber(thread, argument, PseudoTerminalMaster.Of(file)?.Count ?? terminal.InputCount);
            case TerminalRequest.CountUnsent:
                return PutNumber(thread, argument, terminal.OutputCount);
            case TerminalRequest.GetNumber when side == TerminalSide.Master:
                return PutNumber(thread, argument, PseudoTerminalMaster.Of(file)!.Number);
            case TerminalRequest.GetLocked when side == TerminalSide.Master:
                return PutNumber(thread, argument, PseudoTerminalMaster.Of(file)!.IsLocked ? 1 : 0);
            case TerminalRequest.SetLocked when side == TerminalSide.Master:
                return LockTerminal(thread, PseudoTerminalMaster.Of(file)!, argument);
            default:
                return ControlJobs(thread, terminal, side, request, argument);
        }
    }

    private static CallResult ControlJobs(Thread thread, Terminal terminal, TerminalSide side, uint request, ulong argument)
    {
        bool isOwn = thread.Process.Group.Session.Terminal == terminal;
        switch (request)
        {
            case TerminalRequest.Take:
                return TakeTerminal(thread, terminal);
            case TerminalRequest.GiveUp:
                return isOwn ? GiveUpTerminal(thread, terminal) : Errno.NotTerminal;
            case TerminalRequest.GetForeground:
                return isOwn || side == TerminalSide.Master ? PutNumber(thread, argument, terminal.Foreground?.Id ?? 0) : Errno.NotTerminal;
            case TerminalRequest.SetForeground:
                return isOwn ? ChangeForeground(thread, terminal, argument) : Errno.NotTerminal;
            case TerminalRequest.GetSession:
                return isOwn || (side == TerminalSide.Master && terminal.Session != 0) ? PutNumber(thread, argument, terminal.Session) : Errno.NotTerminal;
            default:
                return Errno.NotTerminal;
        }
    }

    /// <summary>Puts the session's terminal in place of the name that stands for it, and gives a leader without a terminal the one it opens (open(2), O_NOCTTY).</summary>
    /// <returns>NoDeviceOrAddress: the session has none; the file is closed then.</returns>
    private static Errno OpenTerminal(Thread thread, uint bits, ref OpenFile file)
    {
        if (file.Inode.Kind != InodeKind.CharacterDevice || (file.Flags & OpenFlags.PathOnly) != 0)
        {
            return Errno.None;
        }

        if (file.Inode is ControllingTerminalDevice)
        {
            OpenFile name = file;
            if (thread.Process.Group.Session.Terminal is not { } own)
            {
                name.Close();
                return Errno.NoDeviceOrAddress;
            }

            file = new OpenFile(thread.Process.Container.Vfs, name.Place, own, name.Flags, name.Rights, name.Who);
            name.Close();
            FileOutcome outcome = file.TryOpen();
            if (!outcome.IsDone)
            {
                file.Close();
            }

            return outcome.Error;
        }

        if ((bits & OpenBits.NoTerminal) == 0 && file.CanRead && Terminal.Of(file, out TerminalSide side) is { } opened && side == TerminalSide.Terminal)
        {
            _ = TakeTerminal(thread, opened); // who may not have it opens it all the same
        }

        return Errno.None;
    }

    private static CallResult PutSettings(Thread thread, Terminal terminal, ulong address)
    {
        Span<byte> room = stackalloc byte[Termios.Size];
        terminal.Settings.Write(room);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, in outcome);
    }

    private static CallResult ChangeSettings(Thread thread, Terminal terminal, TerminalChange change, ulong address)
    {
        Span<byte> room = stackalloc byte[Termios.Size];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, in outcome);
        }

        if (!MayChangeTerminal(thread, terminal, out CallResult refused))
        {
            return refused;
        }

        Termios settings = Termios.Read(room);
        outcome = terminal.TrySetSettings(in settings, change);
        return Finish(thread, in outcome);
    }

    private static CallResult ChangeFlow(Terminal terminal, ulong argument)
    {
        if (argument > (ulong)TerminalFlow.ContinueInput)
        {
            return Errno.Invalid;
        }

        terminal.Control((TerminalFlow)argument);
        return 0;
    }

    private static CallResult FlushTerminal(Terminal terminal, ulong argument)
    {
        if (argument > (ulong)TerminalQueue.Both)
        {
            return Errno.Invalid;
        }

        terminal.Flush((TerminalQueue)argument);
        return 0;
    }

    private static CallResult PutWindow(Thread thread, Terminal terminal, ulong address)
    {
        Span<byte> room = stackalloc byte[WindowBytes];
        WindowSize size = terminal.Window;
        BinaryPrimitives.WriteUInt16LittleEndian(room, size.Rows);
        BinaryPrimitives.WriteUInt16LittleEndian(room[2..], size.Columns);
        BinaryPrimitives.WriteUInt16LittleEndian(room[4..], size.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(room[6..], size.Height);
        FileOutcome outcome = TryCopyOut(thread, address, room);
        return Finish(thread, in outcome);
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

        return Finish(thread, in outcome);
    }

    private static CallResult LockTerminal(Thread thread, PseudoTerminal pair, ulong address)
    {
        Span<byte> room = stackalloc byte[sizeof(int)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (outcome.IsDone)
        {
            pair.IsLocked = BinaryPrimitives.ReadInt32LittleEndian(room) != 0;
        }

        return Finish(thread, in outcome);
    }

    /// <summary>Makes a terminal that is nobody's that of the caller's session; only its leader may.</summary>
    private static CallResult TakeTerminal(Thread thread, Terminal terminal)
    {
        Process process = thread.Process;
        Session session = process.Group.Session;
        if (session.Terminal == terminal)
        {
            return 0;
        }

        if (session.Id != process.ProcessId || session.Terminal is not null || terminal.Session != 0)
        {
            return Errno.NotPermitted;
        }

        session.Terminal = terminal;
        terminal.Session = session.Id;
        terminal.Foreground = process.Group;
        return 0;
    }

    /// <summary>Given up by the leader it is nobody's, and its foreground group is told; others of a session only have it no more when the leader has.</summary>
    private static CallResult GiveUpTerminal(Thread thread, Terminal terminal)
    {
        Session session = thread.Process.Group.Session;
        if (session.Id != thread.Process.ProcessId)
        {
            return Errno.NotPermitted;
        }

        ISignalGroup? group = terminal.Foreground;
        session.Terminal = null;
        terminal.Session = 0;
        terminal.Foreground = null;
        group?.Send(Signal.HangUp);
        group?.Send(Signal.Continue);
        return 0;
    }

    private static CallResult ChangeForeground(Thread thread, Terminal terminal, ulong address)
    {
        Span<byte> room = stackalloc byte[sizeof(int)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, in outcome);
        }

        if (!MayChangeTerminal(thread, terminal, out CallResult refused))
        {
            return refused;
        }

        int id = BinaryPrimitives.ReadInt32LittleEndian(room);
        ProcessGroup? group = id < 0 ? null : thread.Process.Container.FindGroup(id);
        if (group is null || group.Session != thread.Process.Group.Session)
        {
            return id < 0 ? Errno.Invalid : group is null ? Errno.NoProcess : Errno.NotPermitted;
        }

        terminal.Foreground = group;
        return 0;
    }

    private static bool MayChangeTerminal(Thread thread, Terminal terminal, out CallResult refused) =>
        thread.Process.Group.Session.Terminal != terminal
            ? MayGoOn(thread, JobVerdict.Allowed, out refused)
            : MayGoOn(thread, terminal.MayChange(thread.Process.Group, StandingOf(thread, Signal.TerminalOutput)), out refused);

    /// <summary>Whether the caller's job may read or write a file now, if that is its own terminal.</summary>
    private static bool MayUse(Thread thread, OpenFile file, FileAccess access, out CallResult refused)
    {
        refused = 0;
        if (thread.Process.Group.Session.Terminal is not { } own || Terminal.Of(file, out TerminalSide side) != own || side == TerminalSide.Master)
        {
            return true;
        }

        ProcessGroup group = thread.Process.Group;
        JobVerdict verdict = access == FileAccess.Read
            ? own.MayRead(group, StandingOf(thread, Signal.TerminalInput))
            : own.MayWrite(group, StandingOf(thread, Signal.TerminalOutput));
        return MayGoOn(thread, verdict, out refused);
    }

    private static bool MayGoOn(Thread thread, JobVerdict verdict, out CallResult refused)
    {
        refused = Errno.InputOutput;
        if (verdict == JobVerdict.Stopped)
        {
            thread.InterruptCall(RestartRule.Always);
            refused = CallResult.Deferred;
        }

        return verdict == JobVerdict.Allowed;
    }

    private static JobStanding StandingOf(Thread thread, Signal signal)
    {
        bool refuses = thread.Blocked.Contains(signal) || thread.Process.Actions[signal].Handler == SignalAction.Ignore;
        return (refuses ? JobStanding.RefusesSignal : JobStanding.None) | (thread.Process.Group.IsOrphaned ? JobStanding.Orphaned : JobStanding.None);
    }
}
