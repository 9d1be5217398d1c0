using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Controlling terminals: how a session gets one and loses it, and who may use it (credentials(7), tty(4), ioctl_tty(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private static readonly DeviceNumber _controllingTerminal = new(5, 0);
    private static readonly DeviceNumber _console = new(5, 1);

    /// <summary>Whether job control keeps the caller from using a file: because it is its controlling terminal, and others have the foreground.</summary>
    /// <param name="thread">The caller. Its call has begun (<see cref="Thread.BeginCall"/>): it may have to be made again.</param>
    /// <param name="file">What it uses.</param>
    /// <param name="use">How.</param>
    /// <param name="refusal">What it gets.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsRefused(Thread thread, OpenFile file, TerminalUse use, out CallResult refusal)
    {
        refusal = default;
        return file.Inode.Kind == InodeKind.CharacterDevice && IsRefusedDevice(thread, file, use, out refusal);
    }

    private static bool IsRefusedDevice(Thread thread, OpenFile file, TerminalUse use, out CallResult refusal)
    {
        refusal = default;
        Process process = thread.Process;
        ProcessGroup group = process.Group;
        if (group.Session.Terminal is not { } terminal
            || terminal.Foreground is not { } foreground || foreground.Id == group.Id
            || Terminal.Of(file, out TerminalSide side) != terminal || side == TerminalSide.Master)
        {
            return false;
        }

        Signal signal = use == TerminalUse.Read ? Signal.TerminalInput : Signal.TerminalOutput;
        bool isDeaf = thread.Blocked.Contains(signal) || process.Actions[signal].Handler == SignalAction.Ignore;
        JobStanding standing = (isDeaf ? JobStanding.RefusesSignal : JobStanding.None) | (group.IsOrphaned ? JobStanding.Orphaned : JobStanding.None);
        JobVerdict verdict = use switch
        {
            TerminalUse.Read => terminal.MayRead(group, standing),
            TerminalUse.Write => terminal.MayWrite(group, standing),
            _ => terminal.MayChange(group, standing),
        };
        if (verdict == JobVerdict.Stopped)
        {
            thread.InterruptCall(RestartRule.Always);
        }

        refusal = verdict == JobVerdict.Stopped ? CallResult.Deferred : Errno.InputOutput;
        return verdict != JobVerdict.Allowed;
    }

    /// <summary>What opening a terminal means: /dev/tty is the session's own, and a session without one takes what its leader opens.</summary>
    /// <returns>NoDeviceOrAddress: /dev/tty, without a terminal.</returns>
    private static Errno TryTakeOpened(Thread thread, ref OpenFile file, uint bits)
    {
        if (file.Inode.Kind != InodeKind.CharacterDevice || (file.Flags & OpenFlags.PathOnly) != 0)
        {
            return Errno.None;
        }

        if (file.Inode is PhysicalMemoryDevice)
        {
            return Admit(thread, file);
        }

        if (file.Inode.Device == _controllingTerminal)
        {
            OpenFile named = file;
            if (thread.Process.Group.Session.Terminal is not { } terminal)
            {
                named.Close();
                return Errno.NoDeviceOrAddress;
            }

            file = new OpenFile(named.Place, terminal, named.Flags, named.Rights);
            FileOutcome outcome = file.TryOpen(thread.Process.Paths.Who);
            Panic.When(!outcome.IsDone, "a terminal cannot be opened");
            named.Close();
        }
        else if (file.Inode.Device != _console)
        {
            TakeOpened(thread, file, bits);
        }

        return Errno.None;
    }

    /// <summary>/dev/mem is opened.</summary>
    private static Errno Admit(Thread thread, OpenFile file)
    {
        Errno refused = PhysicalMemoryDevice.Admit(file, thread.Process.Descriptors.Space);
        if (refused != Errno.None)
        {
            file.Close();
        }

        return refused;
    }

    private static void TakeOpened(Thread thread, OpenFile file, uint bits)
    {
        ProcessGroup group = thread.Process.Group;
        if ((bits & OpenBits.NoTerminal) == 0 && file.CanRead && group.Session.Leader == thread.Process && group.Session.Terminal is null
            && Terminal.Of(file, out TerminalSide side) is { Session: null } terminal && side == TerminalSide.Terminal)
        {
            group.Session.Acquire(terminal, group);
        }
    }

    /// <summary>TIOCSCTTY. NotPermitted unless a session's leader without a terminal asks for one that nobody has, or root steals it.</summary>
    private static CallResult TakeTerminal(Thread thread, OpenFile file, Terminal terminal, ulong argument)
    {
        ProcessGroup group = thread.Process.Group;
        Session session = group.Session;
        if (session.Leader == thread.Process && session.Terminal == terminal)
        {
            return 0;
        }

        bool isRoot = thread.Process.Paths.Who.User == 0;
        if (session.Leader != thread.Process || session.Terminal is not null || (!file.CanRead && !isRoot)
            || (terminal.Session is not null && (argument != Steal || !isRoot)))
        {
            return Errno.NotPermitted;
        }

        terminal.Session?.Lose();
        session.Acquire(terminal, group);
        return 0;
    }

    /// <summary>TIOCNOTTY. A leader gives it up for its whole session; that another does so for itself alone is not known here.</summary>
    private static CallResult LeaveTerminal(Thread thread, Terminal terminal)
    {
        Session session = thread.Process.Group.Session;
        if (session.Terminal != terminal)
        {
            return Errno.NotTerminal;
        }

        if (session.Leader != thread.Process)
        {
            return Errno.NotPermitted;
        }

        session.Leave();
        return 0;
    }

    /// <summary>TIOCGPGRP: of one's own controlling terminal, or of a pair whose master one has.</summary>
    private static CallResult TellForeground(Thread thread, Terminal terminal, TerminalSide side, ulong address) =>
        IsVisible(thread, terminal, side) ? PutNumber(thread, address, terminal.Foreground?.Id ?? 0) : Errno.NotTerminal;

    /// <summary>TIOCSPGRP, tcsetpgrp(3).</summary>
    private static CallResult ChangeForeground(Thread thread, OpenFile file, Terminal terminal, ulong address)
    {
        Session session = thread.Process.Group.Session;
        if (session.Terminal != terminal)
        {
            return Errno.NotTerminal;
        }

        FileOutcome outcome = TryGetNumber(thread, address, out int id);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if (IsRefused(thread, file, TerminalUse.Change, out CallResult refusal))
        {
            return refusal.IsDeferred ? refusal : Errno.NotTerminal;
        }

        if (id < 0)
        {
            return Errno.Invalid;
        }

        Errno error = FindGroup(thread, id, Rights.ReadState, out ProcessGroup? group);
        if (error != Errno.None || group is null)
        {
            return error != Errno.None ? error : Errno.NoProcess;
        }

        if (group.Session != session)
        {
            return Errno.NotPermitted;
        }

        terminal.Foreground = group;
        return 0;
    }

    private static bool IsVisible(Thread thread, Terminal terminal, TerminalSide side) =>
        side == TerminalSide.Master || thread.Process.Group.Session.Terminal == terminal;
}
