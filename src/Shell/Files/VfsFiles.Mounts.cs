using System;
using System.Collections.Generic;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <remarks>Mounting.</remarks>
public sealed partial class VfsFiles
{
    public IReadOnlyList<MountFacts> CollectMounts()
    {
        List<MountFacts> facts = [];
        byte[] path = new byte[Vfs.MostPathBytes];
        foreach (Mount mount in vfs.Mounts)
        {
            if (!vfs.GetPathOf(mount, path).Ok(out int length, out _))
            {
                continue; // longer than any path: it cannot be told
            }

            FileSystemStatus status = mount.FileSystem.Status;
            facts.Add(new MountFacts(
                mount.FileSystem.Source,
                ShellText.Decode(path.AsSpan(0, length)),
                mount.FileSystem.TypeName,
                MountOptions.Format(mount),
                Amount(status.Blocks, status.BlockSize),
                Amount(status.FreeBlocks, status.BlockSize),
                Amount(status.Inodes, 1),
                Amount(status.FreeInodes, 1)));
        }

        return facts;
    }

    public async KernelTask<Errno> Mount(string source, string path, string type, string options)
    {
        MountFlags flags = MountOptions.Parse(options, out string own);
        if (own == "bind")
        {
            return await Bind(source, path, flags);
        }

        if (fileSystems is null)
        {
            return Errno.NotCapable;
        }

        // The place is found first: what may be mounted elsewhere already is not opened in vain, and not closed again.
        byte[] name = ShellText.Encode(path);
        Location over = default;
        Errno error = await waits.Settle(() =>
        {
            FileOutcome outcome = vfs.TryWalk(context, context.Root, name, WalkMode.Follow | WalkMode.Directory, out WalkResult found);
            if (outcome.IsDone)
            {
                over = found.Found;
                vfs.Acquire(over);
            }

            return outcome;
        });
        if (error != Errno.None)
        {
            return error;
        }

        MountWork work = MountWork.Mount(vfs, fileSystems, type, source, own, over, flags);
        vfs.Release(over); // the work holds it while it lasts
        while (!work.IsOver)
        {
            _ = await waits.Wait(FileOutcome.Blocks(work.Ended));
        }

        return work.Error;
    }

    public async KernelTask<Errno> Unmount(string path)
    {
        byte[] name = ShellText.Encode(path);
        Mount? mount = null;
        Errno error = await waits.Settle(() =>
        {
            FileOutcome outcome = vfs.TryWalk(context, context.Root, name, WalkMode.Follow, out WalkResult found);
            return !outcome.IsDone ? outcome : Vfs.MountAt(found.Found).Ok(out mount, out Errno none) ? FileOutcome.Done : none;
        });
        return error == Errno.None ? await vfs.Unmount(mount!) : error;
    }

    private KernelTask<Errno> Bind(string shown, string path, MountFlags flags)
    {
        (byte[] from, byte[] to) = (ShellText.Encode(shown), ShellText.Encode(path));
        return waits.Settle(() =>
        {
            FileOutcome outcome = vfs.TryWalk(context, context.Root, from, WalkMode.Follow, out WalkResult found);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            Location place = found.Found;
            vfs.Acquire(place);
            outcome = vfs.TryWalk(context, context.Root, to, WalkMode.Follow, out found);
            outcome = outcome.IsDone ? vfs.Bind(place, found.Found, flags).Error : outcome;
            vfs.Release(place);
            return outcome;
        });
    }

    /// <summary>A number of units in bytes, or of things; one that no count reaches is none at all.</summary>
    private static long Amount(ulong count, ulong unit) => count > long.MaxValue / unit ? 0 : (long)(count * unit);
}
