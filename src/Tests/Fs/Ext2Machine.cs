using System;
using System.Collections.Generic;
using NUnit.Framework;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Fs;

/// <summary>A machine with an ext2 disk, mounted and made the working directory.</summary>
internal sealed class Ext2Machine : IDisposable
{
    private Mount? _mount;
    private readonly Random? _order;

    public Ext2Machine(byte[] image, ulong frames = 4096, bool isLate = false, int seed = 1, Action<SimulatedDisk>? prepare = null)
    {
        Files = new FileMachine(frames);
        Disk = new SimulatedDisk(Files.Physical, (ulong)image.Length / 512) { Image = image, IsLate = isLate };
        _order = isLate ? new Random(seed) : null;
        Files.Devices.Add(() => MoveOn());
        prepare?.Invoke(Disk);
        MustMount();
    }

    public FileMachine Files { get; }

    public SimulatedDisk Disk { get; }

    public DeviceCache Cache { get; private set; } = null!;

    public Ext2FileSystem FileSystem { get; private set; } = null!;

    public void Dispose() => Files.Dispose();

    /// <summary>Runs kernel work to its end, with the disk answering when it likes.</summary>
    public T Run<T>(KernelTask<T> task)
    {
        KernelTaskAwaiter<T> awaiter = task.GetAwaiter();
        for (int i = 0; i < 1_000_000 && !awaiter.IsCompleted; i++)
        {
            Files.Executive.RunUntilIdle();
            if (!awaiter.IsCompleted && !MoveOn() && !Files.Executive.Advance())
            {
                throw new AssertionException("kernel work waits for something that will never come");
            }
        }

        return awaiter.GetResult();
    }

    /// <summary>Unmounts, and has the host check the disk.</summary>
    public void UnmountAndCheck()
    {
        Assert.That(Unmount(), Is.EqualTo(Errno.None));
        Assert.That(Ext2Image.Check(Disk.Image), Is.Empty);
    }

    public Errno Unmount()
    {
        Files.Context.SetWorkingDirectory(Files.Context.Root);
        Errno error = Run(Files.Vfs.Unmount(_mount!));
        _mount = null;
        return error;
    }

    public void Remount()
    {
        Assert.That(Unmount(), Is.EqualTo(Errno.None));
        MustMount();
    }

    public void SyncAll()
    {
        FileProgress progress = default;
        Files.Must(() => FileSystem.TrySync(ref progress));
    }

    /// <summary>Evicts every clean page of every object, so that what is read next comes from the disk.</summary>
    public void DropCaches()
    {
        SyncAll();
        List<(VmObject, ulong)> pages = [];
        for (ulong frame = 1; frame < Files.Frames.FrameCount; frame++)
        {
            ref FrameRecord record = ref Files.Frames[new FrameNumber(frame)];
            if (record.Use == FrameUse.Page && !record.Owner.IsNone)
            {
                pages.Add((Files.Memory.ObjectAt(record.Owner.Index), record.Owner.Offset));
            }
        }

        foreach ((VmObject source, ulong page) in pages)
        {
            source.TryEvict(new PageNumber(page));
        }
    }

    private bool MoveOn()
    {
        if (_order is null)
        {
            return false;
        }

        bool isDone = false;
        for (int i = _order.Next(4); i >= 0; i--)
        {
            isDone |= Disk.CompleteOne(_order.Next(64));
        }

        return isDone || Disk.WaitingCount != 0 || Files.Executive.Advance();
    }

    private void MustMount()
    {
        Cache = new DeviceCache(Disk, Files.Memory, Files.Executive, Files.Account);
        Result<Ext2FileSystem> mounted = Run(Ext2FileSystem.Mount(
            Cache, Files.Memory, Files.Executive, Files.Account, new DeviceNumber(8, 0), Files, Disk.IsReadOnly ? MountFlags.ReadOnly : MountFlags.None));
        FileSystem = mounted.Expect("the image is a file system");
        Files.Executive.RunUntilIdle();
        Assert.That(Files.MakeDirectory("/d"), Is.EqualTo(Errno.None).Or.EqualTo(Errno.Exists));
        FileOutcome outcome = Files.Vfs.TryWalk(Files.Context, Files.Root, "/d"u8, WalkMode.None, out WalkResult place);
        Assert.That(outcome.IsDone);
        _mount = Files.Vfs.Mount(FileSystem, place.Found, MountFlags.None).Expect("it is a directory");
        outcome = Files.Vfs.TryWalk(Files.Context, Files.Root, "/d"u8, WalkMode.None, out WalkResult top);
        Assert.That(outcome.IsDone);
        Files.Context.SetWorkingDirectory(new DirectoryReference(top.Found, Files.Root.Rights));
    }
}
