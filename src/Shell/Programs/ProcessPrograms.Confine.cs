using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <remarks>Starting a program with exactly what is named (C-91).</remarks>
public sealed partial class ProcessPrograms
{
    private const Rights Reading = Rights.Read | Rights.Execute | Rights.Map | Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Strong;
    private const ulong ObjectsOfEachThread = 4;

    /// <summary>Of the frames that are unused, who is given no size gets one part in so many.</summary>
    private const ulong DefaultPart = 4;

    public async KernelTask<Result<ShellHome>> MakeHome(Confinement wanted)
    {
        if (!(await Confine(wanted)).Ok(out ConfinedHome home, out Errno error))
        {
            return error;
        }

        Container inner = home.Container;
        Action giveBack = inner.Emptied!;
        inner.Emptied = null; // the shell may start another program when the last one has ended
        PathContext tree = new(container.Vfs, home.Root, home.Root, paths.Who) { Mask = paths.Mask };
        bool hasFiles = wanted.Directory is not null;
        VfsFiles? files = hasFiles ? new VfsFiles(container.Vfs, tree, waits, null) : null;
        ProcessPrograms? programs = hasFiles
            ? new ProcessPrograms(inner, tree, held, home.Handle, home.Place, anonymous, waits, executive, console) 
            {
                Purse = home.Purse,
                Clock = Clock,
                Console = Console,
                ConsoleRights = ConsoleRights & wanted.ConsoleRights,
            }
            : null;
        return new ShellHome(files, programs, inner, () =>
        {
            tree.Close();
            if (inner.Processes.Count == 0)
            {
                giveBack();
            }
            else
            {
                inner.Emptied = giveBack;
            }
        });
    }

    private async KernelTask<Result<ConfinedHome>> Confine(Confinement wanted)
    {
        DirectoryReference top = default;
        CapabilityHandle handle = CapabilityHandle.None;
        Errno error = Errno.None;
        if (wanted.Directory is not null)
        {
            byte[] path = ShellText.Encode(wanted.Directory);
            error = await waits.Settle(() =>
            {
                FileOutcome outcome = container.Vfs.TryWalk(paths, paths.Root, path, WalkMode.Follow | WalkMode.Directory, out WalkResult found);
                Rights rights = wanted.Rights == DirectoryRights.Read ? found.Rights & Reading : found.Rights;
                return outcome.IsDone ? Open(new DirectoryReference(found.Found, rights), out handle, out top) : outcome;
            });
        }

        if (error != Errno.None)
        {
            return error;
        }

        error = Pay(wanted, out CapabilityHandle quotaHandle, out Container? inner);
        if (error != Errno.None)
        {
            _ = held.Delete(handle); // nothing was derived from it; without a root there is none
            return error;
        }

        if (!held.Insert(inner!, RightsTable.Applicable(ObjectType.Container)).Ok(out CapabilityHandle place, out error))
        {
            _ = held.Delete(quotaHandle);
            _ = held.Delete(handle);
            return error;
        }

        inner!.Emptied = () =>
        {
            _ = held.Delete(place);
            _ = held.Delete(quotaHandle); // what is unused goes back at once
            _ = held.Delete(handle); // nobody is left who could use what was derived from it
        };
        return new ConfinedHome(inner, top, handle, place, quotaHandle);
    }

    /// <summary>A capability for a directory below the one that programs get otherwise, with fewer rights: what is revoked to take it back.</summary>
    private Errno Open(DirectoryReference directory, out CapabilityHandle handle, out DirectoryReference top)
    {
        OpenFile file = new(directory.Location, container.Vfs.At(directory.Location), OpenFlags.PathOnly, directory.Rights);
        top = directory;
        if (held.Reach(root, file, directory.Rights).Ok(out handle, out Errno error))
        {
            return Errno.None;
        }

        file.Close();
        return error;
    }

    private Errno Pay(Confinement wanted, out CapabilityHandle handle, out Container? inner)
    {
        inner = null;
        QuotaAmounts amounts = default;
        amounts[Resource.Threads] = (ulong)wanted.Threads;
        amounts[Resource.Capabilities] = (ulong)wanted.Capabilities;
        amounts[Resource.Mappings] = (ulong)wanted.Capabilities;
        amounts[Resource.Objects] = (ulong)wanted.Capabilities + ((ulong)wanted.Threads * ObjectsOfEachThread);
        amounts[Resource.CpuShare] = Quota.WholeProcessor * (ulong)wanted.ProcessorPercent / 100;
        if (!held.Get<Quota>(Purse, Rights.Split).Ok(out Quota? whole, out Errno refused))
        {
            handle = CapabilityHandle.None;
            return refused;
        }

        amounts[Resource.Frames] = wanted.MemoryBytes == long.MaxValue ? whole.Unused(Resource.Frames) / DefaultPart : (ulong)wanted.MemoryBytes / PageNumber.Size;
        if (!held.Split(Purse, in amounts).Ok(out handle, out Errno error)
            || !held.Get<Quota>(handle, Rights.None).Ok(out Quota? quota, out error))
        {
            return error;
        }

        inner = new Container(container, container.Account, quota);
        return Errno.None;
    }

    /// <summary>The path of a program's file without any link in it, from the root of who starts it.</summary>
    private async KernelTask<Result<byte[]>> Resolve(byte[] path)
    {
        byte[] room = new byte[Vfs.MostPathBytes];
        int length = 0;
        Errno error = await waits.Settle(() =>
        {
            FileOutcome outcome = container.Vfs.TryWalk(paths, paths.Root, path, WalkMode.Follow, out WalkResult found);
            return !outcome.IsDone ? outcome
                : container.Vfs.GetPath(paths.Root.Location, found.Found, room, out _).Ok(out length, out Errno refused) ? FileOutcome.Done : refused;
        });
        return error == Errno.None ? room.AsSpan(1, length - 1).ToArray() : error;
    }
}
