using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>Starts programs as processes of a container.</summary>
/// <remarks>
/// Owns: nothing. What a program is handed is derived from what this was given: the directory its paths start at, with its rights, and the
/// streams of its descriptors. Does not own: the container, whose processes the programs are.
/// </remarks>
public sealed partial class ProcessPrograms(
    Container container,
    PathContext paths,
    CapabilitySpace held,
    CapabilityHandle root,
    CapabilityHandle place,
    AnonymousFileSystem anonymous,
    FileWaits waits,
    IExecutive executive,
    ProgramConsole? console) : IPrograms
{
    private readonly Session _session = console?.Session ?? new Session(ProgramConsole.ShellId);

    /// <summary>What pays for programs, and gives those that are confined their share; in the space of whoever starts programs.</summary>
    public CapabilityHandle Purse { get; init; } = container.Capabilities.RootQuotaHandle;

    /// <summary>The clock that programs are handed; in the same space.</summary>
    public required CapabilityHandle Clock { get; init; }

    /// <summary>The console that programs are handed; in the same space.</summary>
    public required CapabilityHandle Console { get; init; }

    /// <summary>What they may do with it at most.</summary>
    public Rights ConsoleRights { get; init; } = SystemConsole.Usable;

    /// <summary>Where programs' devices come from; null: none can be given.</summary>
    public MachineDevices? Devices { get; init; }

    public async KernelTask<Result<IProgram>> Start(ProgramRequest request)
    {
        ConfinedHome home = new(container, paths.Root, root, place, Purse);
        Errno error;
        byte[] path = ShellText.Encode(request.Path);
        if (request.Confinement is { } confinement)
        {
            // Its file is found by who starts it: it need not lie in what it is given.
            if (!(await Resolve(path)).Ok(out byte[]? resolved, out error) || !(await Confine(confinement)).Ok(out home, out error))
            {
                return error;
            }

            path = resolved;
        }

        PathContext own = new(container.Vfs, home.Root, home.Root, paths.Who) { Mask = paths.Mask };
        byte[] directory = ShellText.Encode(request.WorkingDirectory);
        error = request.Confinement is null ? await waits.Settle(() => TryEnter(own, directory)) : Errno.None;
        if (error != Errno.None)
        {
            own.Close();
            return error;
        }

        if (!CapabilitySpace.Create(container.Capabilities, home.Container.Quota).Ok(out CapabilitySpace? space, out error))
        {
            own.Close();
            return error;
        }

        Processes.DescriptorTable descriptors = new(container.Capabilities, space, container.Scheduler.Reaper);
        List<StreamInode> streams = [];
        OpenFile? terminal = await OpenTerminal(request.Confinement is null ? own : null, request.Descriptors);
        error = home.Handle == CapabilityHandle.None ? Errno.None : descriptors.Give(WellKnown.Root, held, home.Handle, home.Root.Rights);
        error = error == Errno.None ? descriptors.Give(WellKnown.Home, held, home.Place, Container.Usable) : error;
        error = error == Errno.None ? descriptors.Give(WellKnown.Purse, held, home.Purse, Container.Payable) : error;
        error = error == Errno.None ? descriptors.Give(WellKnown.Clock, held, Clock, TimeSource.Usable) : error;
        Rights allowed = ConsoleRights & (request.Confinement?.ConsoleRights ?? SystemConsole.Usable);
        error = error == Errno.None && allowed != Rights.None ? descriptors.Give(WellKnown.Console, held, Console, allowed) : error;
        error = error == Errno.None ? Hand(descriptors, request.Descriptors, streams, terminal) : error;
        terminal?.Unhold();
        error = error == Errno.None && request.Confinement is { } named ? Hand(space, named.Devices) : error;
        if (error != Errno.None)
        {
            descriptors.Release();
            own.Close();
            if (request.Confinement is not null)
            {
                home.Container.Emptied?.Invoke();
            }

            return error;
        }

        RunningProgram program = new(executive, home.Container, console, streams);
        ExecRequest first = new()
        {
            Start = request.Confinement is null ? own.WorkingDirectory : new DirectoryReference(paths.Root.Location, paths.Root.Rights, root),
            Lender = request.Confinement is null ? null : held,
            Path = path,
            Arguments = Encode(request.Arguments),
            Environment = Encode(request.Environment),
        };
        if (!home.Container.Launch(first, own, descriptors, program, _session, request.Group).Ok(out Process? process, out error))
        {
            descriptors.Release();
            own.Close();
            home.Container.Emptied?.Invoke();
            return error;
        }

        program.Process = process;
        program.Place(request.Placement);
        error = await program.Loaded;
        if (error != Errno.None)
        {
            program.Place(JobPlacement.Background);
            return error;
        }

        return program;
    }

    /// <summary>The terminal as a file, held, if any of the descriptors is the console.</summary>
    /// <param name="own">Where its name is looked up, so that the program can find it, too; null: it is handed over without one.</param>
    /// <param name="wanted">The descriptors.</param>
    private async KernelTask<OpenFile?> OpenTerminal(PathContext? own, IReadOnlyList<ByteStream?> wanted)
    {
        if (console is null || FirstConsole(wanted) == wanted.Count)
        {
            return null;
        }

        OpenFile? file = null;
        Errno error = own is null ? Errno.NoEntry : await waits.Settle(() =>
            container.Vfs.TryOpen(own, own.Root, "/dev/console"u8, OpenFlags.Read | OpenFlags.Write, 0, out file));
        file = error == Errno.None ? file! : console.Open(paths.Who);
        file.Hold();
        return file;
    }

    private static int FirstConsole(IReadOnlyList<ByteStream?> streams)
    {
        int index = 0;
        while (index < streams.Count && streams[index] is not { IsConsole: true })
        {
            index++;
        }

        return index;
    }

    private FileOutcome TryEnter(PathContext own, byte[] directory)
    {
        FileOutcome outcome = container.Vfs.TryWalk(own, own.Root, directory, WalkMode.Follow | WalkMode.Directory, out WalkResult found);
        if (outcome.IsDone)
        {
            own.SetWorkingDirectory(new DirectoryReference(found.Found, found.Rights));
        }

        return outcome;
    }

    /// <summary>Gives each descriptor its file. Descriptors that share a stream share the open file; all of the console share the terminal's.</summary>
    private Errno Hand(Processes.DescriptorTable descriptors, IReadOnlyList<ByteStream?> wanted, List<StreamInode> streams, OpenFile? terminal)
    {
        for (int i = 0; i < wanted.Count; i++)
        {
            if (wanted[i] is not { } stream || (IsConsole(stream) && descriptors.HandleOf(WellKnown.Console) == CapabilityHandle.None))
            {
                continue; // who has no console has no stream of it
            }

            bool isTerminal = terminal is not null && stream.IsConsole;
            int shared = isTerminal ? FirstConsole(wanted) : IndexOf(wanted, stream);
            Errno error = shared < i
                ? descriptors.DuplicateTo(shared, i, DescriptorFlags.None)
                : descriptors.Place(i, isTerminal ? terminal! : Open(stream, streams));
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    /// <summary>Gives devices to a program, which finds their capabilities by looking at what it has.</summary>
    private Errno Hand(CapabilitySpace space, List<DeviceGrant> devices)
    {
        foreach (DeviceGrant wanted in devices)
        {
            if (Devices is null)
            {
                return Errno.NotPermitted;
            }

            if (!Devices.Make(in wanted).Ok(out KernelObject? device, out Errno error))
            {
                return error;
            }

            error = space.Insert(device, wanted.Rights & RightsTable.Applicable(wanted.Type)).Error;
            if (error != Errno.None)
            {
                (device as DeviceMemory)?.Discard();
                (device as DeviceInterrupt)?.Discard();
                return error;
            }
        }

        return Errno.None;
    }

    private static int IndexOf(IReadOnlyList<ByteStream?> streams, ByteStream stream)
    {
        int index = 0;
        while (streams[index] != stream)
        {
            index++;
        }

        return index;
    }

    private static bool IsConsole(ByteStream stream) => stream.IsConsole || stream is OpenFileStream { File.Inode.Guard: not null };

    private OpenFile Open(ByteStream stream, List<StreamInode> streams)
    {
        if (stream is OpenFileStream file)
        {
            return file.File;
        }

        StreamInode inode = new(anonymous, stream, executive) { Guard = stream.IsConsole && held.Get<SystemConsole>(Console, Rights.None).Ok(out SystemConsole? guard, out _) ? guard : null };
        streams.Add(inode);
        return AnonymousFileSystem.Open(inode, OpenFlags.Read | OpenFlags.Write);
    }

    private static List<byte[]> Encode(IReadOnlyList<string> texts)
    {
        List<byte[]> encoded = [];
        foreach (string text in texts)
        {
            encoded.Add(ShellText.Encode(text));
        }

        return encoded;
    }

    private static List<byte[]> Encode(IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        List<byte[]> encoded = [];
        foreach (KeyValuePair<string, string> variable in variables)
        {
            encoded.Add(ShellText.Encode(variable.Key + "=" + variable.Value));
        }

        return encoded;
    }
}
