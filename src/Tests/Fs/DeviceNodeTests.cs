using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Fs;

/// <summary>A disk and its partition as files in /dev: programs write them, and a file system mounted from them keeps programs out (C-31, M-38).</summary>
[TestFixture]
public sealed class DeviceNodeTests
{
    private const int Sectors = 8192;
    private const ulong PartitionStart = 64;
    private const OpenFlags ReadWrite = OpenFlags.Read | OpenFlags.Write;

    private FileMachine _machine = null!;
    private SimulatedDisk _disk = null!;
    private DeviceCache _part = null!;

    [SetUp]
    public void Start() => Build(frames: 4096);

    [TearDown]
    public void Stop() => _machine.Dispose();

    [Test]
    public void What_is_written_to_a_disk_is_on_it_after_fsync()
    {
        OpenFile file = _machine.MustOpen("dev/sda", ReadWrite);
        _machine.MustWrite(file, Pattern(10_000, 1), at: 5_000);
        Assert.That(_machine.MustRead(file, 10_000, at: 5_000), Is.EqualTo(Pattern(10_000, 1)));
        Assert.That(_disk.Image.AsSpan(5_000, 10_000).IndexOfAnyExcept((byte)0), Is.EqualTo(-1), "nothing is written before it must be");
        Assert.That(_machine.Sync(file), Is.EqualTo(Errno.None));
        Assert.That(_disk.Image.AsSpan(5_000, 10_000).ToArray(), Is.EqualTo(Pattern(10_000, 1)));
        Assert.That(_disk.Flushes, Is.EqualTo(1));
        Assert.That(_disk.Image[..5_000], Is.All.Zero);
        file.Close();
    }

    [Test]
    public void The_last_close_writes_what_is_left_and_the_device_s_other_names_see_it()
    {
        OpenFile early = _machine.MustOpen("dev/sda1");
        Assert.That(_machine.MustRead(early, 100, at: 0), Is.All.Zero, "and now it is in the partition's cache");
        OpenFile file = _machine.MustOpen("dev/sda", ReadWrite);
        _machine.MustWrite(file, Pattern(100, 2), at: PartitionStart * 512);
        file.Close();
        _machine.Executive.RunUntilIdle();
        Assert.That(_disk.Image.AsSpan((int)PartitionStart * 512, 100).ToArray(), Is.EqualTo(Pattern(100, 2)));
        Assert.That(_machine.MustRead(early, 100, at: 0), Is.EqualTo(Pattern(100, 2)));
        early.Close();
    }

    [Test]
    public void Sync_and_the_interval_reach_disks_too()
    {
        OpenFile file = _machine.MustOpen("dev/sda1", ReadWrite);
        _machine.MustWrite(file, [1, 2, 3], at: 0);
        FileProgress progress = default;
        _machine.Must(() => _machine.MustFind("dev").FileSystem.TrySync(ref progress));
        Assert.That(_disk.Image[(int)PartitionStart * 512], Is.EqualTo(1));
        _machine.MustWrite(file, [9], at: 0);
        _machine.MustFind("dev").FileSystem.StartWriteBack();
        _machine.Executive.RunUntilIdle();
        Assert.That(_disk.Image[(int)PartitionStart * 512], Is.EqualTo(9));
        file.Close();
    }

    [Test]
    public void A_write_across_the_end_writes_what_fits_and_one_behind_it_nothing()
    {
        OpenFile file = _machine.MustOpen("dev/sda1", ReadWrite);
        ulong size = file.Inode.Size;
        Assert.That(size, Is.EqualTo((Sectors - PartitionStart - 3) * 512), "which is not a whole number of pages");
        Assert.That(_machine.Write(file, Pattern(9_000, 3), out int count, at: size - 5_000), Is.EqualTo(Errno.None));
        Assert.That(count, Is.EqualTo(5_000));
        Assert.That(_machine.Write(file, [1], out count, at: size), Is.EqualTo(Errno.NoSpace));
        Assert.That(count, Is.Zero);
        Assert.That(_machine.Sync(file), Is.EqualTo(Errno.None));
        Assert.That(_disk.Image.AsSpan((int)((PartitionStart * 512) + size) - 5_000, 5_000).ToArray(), Is.EqualTo(Pattern(9_000, 3)[..5_000]));
        Assert.That(_disk.Image[^(3 * 512)..], Is.All.Zero, "the sectors behind the partition");
        file.Close();
    }

    [Test]
    public void A_file_system_and_a_program_that_writes_keep_each_other_out()
    {
        Ext2Image.Make(1024, 2048).CopyTo(_disk.Image, (int)PartitionStart * 512);
        OpenFile writer = _machine.MustOpen("dev/sda", ReadWrite);
        Assert.That(_machine.Open("dev/sda1", OpenFlags.Write, out _), Is.EqualTo(Errno.Busy), "two caches of the same sectors");
        Assert.That(Mounted().Error, Is.EqualTo(Errno.Busy));
        _machine.MustWrite(writer, [7], at: (PartitionStart * 512) + 1024 + 120); // a field of the superblock that nobody reads: the volume's name
        writer.Close();
        Ext2FileSystem mounted = Mounted().Expect("what was written is written back first");
        Assert.That(_disk.Image[((int)PartitionStart * 512) + 1024 + 120], Is.EqualTo(7));
        Assert.That(Run(mounted.Unmount()), Is.EqualTo(Errno.None));
    }

    [Test]
    public void A_mounted_partition_and_its_disk_are_not_written_and_not_had_alone()
    {
        Ext2Image.Make(1024, 2048).CopyTo(_disk.Image, (int)PartitionStart * 512);
        Ext2FileSystem mounted = Mounted().Expect("nobody writes");
        foreach (string name in new[] { "dev/sda", "dev/sda1" })
        {
            Assert.That(_machine.Open(name, OpenFlags.Write, out _), Is.EqualTo(Errno.Busy), name);
            Assert.That(_machine.Open(name, OpenFlags.Read | OpenFlags.Exclusive, out _), Is.EqualTo(Errno.Busy), name);
            _machine.MustOpen(name).Close();
        }

        Assert.That(Mounted().Error, Is.EqualTo(Errno.Busy), "a second time");
        Assert.That(Run(mounted.Unmount()), Is.EqualTo(Errno.None));
        _machine.MustOpen("dev/sda1", ReadWrite | OpenFlags.Exclusive).Close();
        Run(Mounted().Expect("it is free again").Unmount());
    }

    [Test]
    public void What_is_no_file_system_can_be_written_after_the_mount_failed()
    {
        Assert.That(Mounted().Error, Is.EqualTo(Errno.Invalid));
        _machine.MustOpen("dev/sda1", ReadWrite).Close();
    }

    /// <summary>M-39, M-44: the cache had the page when it held something else.</summary>
    [Test]
    public void A_write_beside_a_file_s_block_does_not_bring_back_what_the_cache_had_of_it()
    {
        Ext2Image.Make(1024, 2048).CopyTo(_disk.Image, (int)PartitionStart * 512);
        OpenFile reader = _machine.MustOpen("dev/sda1");
        _ = _machine.MustRead(reader, 2048 * 1024, at: 0);
        Ext2FileSystem mounted = Mounted().Expect("reading does not matter");
        WriteThrough(mounted, Pattern(300_000, 5));
        Assert.That(Run(mounted.Unmount()), Is.EqualTo(Errno.None));
        byte[] before = [.. _disk.Image];
        OpenFile writer = _machine.MustOpen("dev/sda1", ReadWrite);
        for (ulong page = 0; page < writer.Inode.Size; page += 4096)
        {
            byte[] same = _machine.MustRead(writer, 1, at: page);
            _machine.MustWrite(writer, same, at: page);
        }

        Assert.That(_machine.Sync(writer), Is.EqualTo(Errno.None));
        Assert.That(_disk.Writes, Is.GreaterThan(100));
        Assert.That(_disk.Image.AsSpan().SequenceEqual(before));
        writer.Close();
        reader.Close();
    }

    [Test]
    public void A_write_that_fails_is_told_once_and_tried_again_by_the_next_fsync()
    {
        OpenFile file = _machine.MustOpen("dev/sda", ReadWrite);
        _machine.MustWrite(file, [1, 2], at: 0);
        _disk.Fault = request => request.Operation == BlockOperation.Write ? Errno.InputOutput : Errno.None;
        Assert.That(_machine.Sync(file), Is.EqualTo(Errno.InputOutput));
        _disk.Fault = null;
        Assert.That(_machine.Sync(file), Is.EqualTo(Errno.None));
        Assert.That(_disk.Image[..2], Is.EqualTo(new byte[] { 1, 2 }));
        file.Close();
    }

    [Test]
    public void A_disk_that_is_write_protected_says_so()
    {
        _disk.IsReadOnly = true;
        Assert.That(_machine.Open("dev/sda", OpenFlags.Write, out _), Is.EqualTo(Errno.ReadOnlyFileSystem));
        _machine.MustOpen("dev/sda").Close();
    }

    [Test]
    public void A_disk_larger_than_memory_is_written_from_end_to_end()
    {
        _machine.Dispose();
        Build(frames: 512); // 2 MiB for a disk of 4
        _disk.IsLate = true;
        Random order = new(3);
        _machine.Devices.Add(() => _disk.CompleteOne(order.Next(8)));
        OpenFile file = _machine.MustOpen("dev/sda", OpenFlags.Write);
        for (int at = 0; at < Sectors * 512; at += 60_000)
        {
            _machine.MustWrite(file, Pattern(Math.Min(60_000, (Sectors * 512) - at), at));
        }

        Assert.That(_machine.Write(file, [1], out _), Is.EqualTo(Errno.NoSpace));
        Assert.That(_machine.Sync(file), Is.EqualTo(Errno.None));
        for (int at = 0; at < Sectors * 512; at += 60_000)
        {
            byte[] expected = Pattern(Math.Min(60_000, (Sectors * 512) - at), at);
            Assert.That(_disk.Image.AsSpan(at, expected.Length).SequenceEqual(expected), Is.True, $"from {at} on");
        }

        file.Close();
        _disk.CompleteAll();
        _machine.Executive.RunUntilIdle();
    }

    /// <summary>Writes through either name in turn, and now and then a sync: what is read is what a plain array has.</summary>
    [Test]
    public void Writes_through_both_names_agree_with_an_array()
    {
        Gen<(bool IsPart, int At, int Length, bool IsSync)[]> steps =
            (from isPart in ArbMap.Default.GeneratorFor<bool>()
             from at in Gen.Choose(0, 200_000)
             from length in Gen.Choose(1, 9_000)
             from isSync in Gen.Choose(0, 3)
             select (isPart, at, length, isSync == 0)).ArrayOf(12);
        Prop.ForAll(steps.ToArbitrary(), each =>
        {
            _machine.Dispose();
            Build(frames: 4096);
            byte[] model = new byte[Sectors * 512];
            int seed = 0;
            foreach ((bool isPart, int at, int length, bool isSync) in each)
            {
                OpenFile file = _machine.MustOpen(isPart ? "dev/sda1" : "dev/sda", ReadWrite);
                byte[] bytes = Pattern(length, ++seed);
                _machine.MustWrite(file, bytes, (ulong)at);
                bytes.CopyTo(model, at + (isPart ? (int)PartitionStart * 512 : 0));
                Assert.That(!isSync || _machine.Sync(file) == Errno.None);
                file.Close();
                _machine.Executive.RunUntilIdle();
            }

            OpenFile whole = _machine.MustOpen("dev/sda");
            bool agrees = _machine.MustRead(whole, model.Length, at: 0).AsSpan().SequenceEqual(model) && _disk.Image.AsSpan().SequenceEqual(model);
            whole.Close();
            return agrees;
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Pattern(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => unchecked((byte)((i * 7) + (i >> 8) + seed + 1)))];

    private void Build(ulong frames)
    {
        _machine = new FileMachine(frames);
        _disk = new SimulatedDisk(_machine.Physical, Sectors);
        Partition partition = new(_disk, "sda1", PartitionStart, Sectors - PartitionStart - 3);
        DeviceCache whole = new(_disk, _machine.Memory, _machine.Executive, _machine.Account);
        _part = new DeviceCache(partition, _machine.Memory, _machine.Executive, _machine.Account);
        _part.Overlap(whole);
        DeviceFileSystem devices = new(new DeviceNumber(0, 5), _machine, _machine.Frames, _machine);
        Assert.That(devices.Register("sda", new BlockDeviceInode(devices, new DeviceNumber(8, 0), whole)), Is.EqualTo(Errno.None));
        Assert.That(devices.Register("sda1", new BlockDeviceInode(devices, new DeviceNumber(8, 1), _part)), Is.EqualTo(Errno.None));
        Assert.That(_machine.MakeDirectory("dev"), Is.EqualTo(Errno.None));
        FileOutcome outcome = _machine.Vfs.TryWalk(_machine.Context, _machine.Root, "dev"u8.ToArray(), WalkMode.None, out WalkResult place);
        Assert.That(outcome.IsDone);
        Assert.That(_machine.Vfs.Mount(devices, place.Found, MountFlags.None).IsOk);
    }

    private Result<Ext2FileSystem> Mounted() => Run(Ext2FileSystem.Mount(
        _part, _machine.Memory, _machine.Executive, _machine.Account, new DeviceNumber(8, 1), _machine, MountFlags.None));

    private void WriteThrough(Ext2FileSystem fileSystem, byte[] bytes)
    {
        Assert.That(_machine.MakeDirectory("d"), Is.EqualTo(Errno.None));
        FileOutcome outcome = _machine.Vfs.TryWalk(_machine.Context, _machine.Root, "d"u8.ToArray(), WalkMode.None, out WalkResult place);
        Assert.That(outcome.IsDone);
        Assert.That(_machine.Vfs.Mount(fileSystem, place.Found, MountFlags.None).IsOk);
        _machine.WriteFile("d/file", bytes);
        FileProgress progress = default;
        _machine.Must(() => fileSystem.TrySync(ref progress));
        Assert.That(_machine.Unlink("d/file"), Is.EqualTo(Errno.None));
        _machine.WriteFile("d/other", bytes);
        progress = default;
        _machine.Must(() => fileSystem.TrySync(ref progress));
    }

    private T Run<T>(KernelTask<T> task)
    {
        KernelTaskAwaiter<T> awaiter = task.GetAwaiter();
        for (int i = 0; i < 100_000 && !awaiter.IsCompleted; i++)
        {
            _machine.Executive.RunUntilIdle();
            Assert.That(awaiter.IsCompleted || _machine.Executive.Advance(), Is.True, "kernel work waits for something that will never come");
        }

        return awaiter.GetResult();
    }
}
