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
    AnonymousFileSystem anonymous,
    FileWaits waits,
    IExecutive executive) : IPrograms
{
    public async KernelTask<Result<IProgram>> Start(ProgramRequest request)
    {
        ConfinedHome home = new(container, paths.Root, root);
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
        error = home.Handle == CapabilityHandle.None ? Errno.None : descriptors.SetRoot(held, home.Handle);
        error = error == Errno.None ? Hand(descriptors, request.Descriptors, streams) : error;
        if (error != Errno.None)
        {
            descriptors.Release();
            own.Close();
            return error;
        }

        RunningProgram program = new(executive, home.Container, streams);
        ExecRequest first = new()
        {
            Start = request.Confinement is null ? own.WorkingDirectory : paths.Root,
            Path = path,
            Arguments = Encode(request.Arguments),
            Environment = Encode(request.Environment),
        };
        ProcessGroup? group = request.Group == 0 ? null : container.FindGroup(request.Group);
        if (!home.Container.Launch(first, own, descriptors, program, group).Ok(out Process? process, out error))
        {
            descriptors.Release();
            own.Close();
            home.Container.Emptied?.Invoke();
            return error;
        }

        program.Process = process;
        error = await program.Loaded;
        return error == Errno.None ? program : error;
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

    /// <summary>Gives each descriptor its file. Descriptors that share a stream share the open file.</summary>
    private Errno Hand(Processes.DescriptorTable descriptors, IReadOnlyList<ByteStream?> wanted, List<StreamInode> streams)
    {
        for (int i = 0; i < wanted.Count; i++)
        {
            if (wanted[i] is not { } stream)
            {
                continue;
            }

            int shared = IndexOf(wanted, stream);
            Errno error = shared < i
                ? descriptors.DuplicateTo(shared, i, DescriptorFlags.None)
                : descriptors.Place(i, Open(stream, streams));
            if (error != Errno.None)
            {
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

    private OpenFile Open(ByteStream stream, List<StreamInode> streams)
    {
        if (stream is OpenFileStream file)
        {
            return file.File;
        }

        StreamInode inode = new(anonymous, stream, executive);
        streams.Add(inode);
        return AnonymousFileSystem.Open(inode, OpenFlags.Read | OpenFlags.Write, paths.Who);
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
