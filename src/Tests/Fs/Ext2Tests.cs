using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Tests.Fs;

/// <summary>ext2 against the host's tools: what we write they read and find whole, and the other way round (C-26, C-31, S-33, S-34).</summary>
[TestFixture]
public sealed class Ext2Tests
{
    private static readonly Dictionary<int, byte[]> Empty = new()
    {
        [1024] = Ext2Image.Make(1024, 8192),
        [2048] = Ext2Image.Make(2048, 8192),
        [4096] = Ext2Image.Make(4096, 16384),
    };

    private static byte[] Fresh(int blockSize) => [.. Empty[blockSize]];

    [Test]
    public void What_we_write_the_host_reads_and_finds_whole([Values(1024, 2048, 4096)] int blockSize, [Values] bool isLate)
    {
        using Ext2Machine machine = new(Fresh(blockSize), isLate: isLate);
        FileMachine files = machine.Files;
        byte[] large = Noise(700_000, 1);
        files.WriteFile("hello", "hello, disk\n");
        files.WriteFile("large", large);
        Assert.That(files.MakeDirectory("dir"), Is.EqualTo(Errno.None));
        Assert.That(files.MakeDirectory("dir/sub"), Is.EqualTo(Errno.None));
        files.WriteFile("dir/sub/file", "deep");
        Assert.That(files.Link("hello", "dir/hard"), Is.EqualTo(Errno.None));
        Assert.That(files.MakeLink("short", "fast"), Is.EqualTo(Errno.None));
        string target = new('t', 200);
        Assert.That(files.MakeLink(target, "slow"), Is.EqualTo(Errno.None));
        for (int i = 0; i < 300; i++)
        {
            files.WriteFile($"dir/entry-with-a-long-name-{i:d4}", $"{i}");
        }

        machine.UnmountAndCheck();
        byte[] image = machine.Disk.Image;
        Assert.That(Ext2Image.ReadFile(image, "/hello"), Is.EqualTo(FileMachine.Bytes("hello, disk\n")));
        Assert.That(Ext2Image.ReadFile(image, "/large"), Is.EqualTo(large));
        Assert.That(Ext2Image.ReadFile(image, "/dir/sub/file"), Is.EqualTo(FileMachine.Bytes("deep")));
        Assert.That(Ext2Image.ReadFile(image, "/dir/entry-with-a-long-name-0299"), Is.EqualTo(FileMachine.Bytes("299")));
        Assert.That(Ext2Image.Debug(image, "stat /slow"), Does.Contain("Size: 200"));
        Assert.That(Ext2Image.Debug(image, "stat /fast"), Does.Contain("Fast link dest: \"short\""));
        Assert.That(Ext2Image.Debug(image, "stat /hello"), Does.Contain("Links: 2"));
    }

    [Test]
    public void What_the_host_writes_we_read([Values(1024, 2048, 4096)] int blockSize)
    {
        string tree = Directory.CreateTempSubdirectory().FullName;
        byte[] large = Noise(900_000, 7);
        try
        {
            Directory.CreateDirectory(Path.Combine(tree, "a/b"));
            File.WriteAllBytes(Path.Combine(tree, "a/large"), large);
            File.WriteAllText(Path.Combine(tree, "a/b/small"), "small");
            File.CreateSymbolicLink(Path.Combine(tree, "slow"), "/" + new string('x', 150));
            for (int i = 0; i < 200; i++)
            {
                File.WriteAllText(Path.Combine(tree, $"a/b/n{i}"), $"{i}");
            }

            using Ext2Machine machine = new(Ext2Image.Make(blockSize, 8192, tree));
            Assert.That(machine.Files.ReadFile("a/large"), Is.EqualTo(large));
            Assert.That(machine.Files.ReadText("a/b/small"), Is.EqualTo("small"));
            Assert.That(machine.Files.ReadLink("slow", out string link), Is.EqualTo(Errno.None));
            Assert.That(link, Is.EqualTo("/" + new string('x', 150)));
            Assert.That(machine.Files.List("a/b").Order(), Is.EqualTo(Enumerable.Range(0, 200).Select(i => $"n{i}").Append("small").Order()));
            machine.UnmountAndCheck();
        }
        finally
        {
            Directory.Delete(tree, recursive: true);
        }
    }

    [Test]
    public void Written_data_survives_the_cache_being_dropped([Values(1024, 4096)] int blockSize)
    {
        using Ext2Machine machine = new(Fresh(blockSize));
        byte[] bytes = Noise(100_000, 3);
        machine.Files.WriteFile("f", bytes);
        machine.DropCaches();
        Assert.That(machine.Files.ReadFile("f"), Is.EqualTo(bytes), "C-26: write() marks pages dirty");
        machine.Remount();
        Assert.That(machine.Files.ReadFile("f"), Is.EqualTo(bytes));
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_hole_reads_as_zero_and_takes_no_room([Values(1024, 4096)] int blockSize)
    {
        using Ext2Machine machine = new(Fresh(blockSize));
        FileMachine files = machine.Files;
        OpenFile file = files.MustOpen("sparse", OpenFlags.Read | OpenFlags.Write | OpenFlags.Create);
        files.MustWrite(file, FileMachine.Bytes("end"), at: 3_000_000_000);
        files.MustWrite(file, FileMachine.Bytes("middle"), at: 5_000_000);
        machine.DropCaches();
        Assert.That(files.MustRead(file, 100, at: 4_999_950), Is.EqualTo(new byte[50].Concat(FileMachine.Bytes("middle")).Concat(new byte[44])), "C-23");
        Assert.That(files.MustRead(file, 100, at: 3_000_000_000), Is.EqualTo(FileMachine.Bytes("end")));
        Assert.That(file.Inode.Blocks, Is.LessThan(100));
        file.Close();
        machine.UnmountAndCheck();
        Assert.That(Ext2Image.Debug(machine.Disk.Image, "stat /sparse"), Does.Contain("Size: 3000000003"));
    }

    [Test]
    public void Cut_bytes_never_come_back([Values(1024, 4096)] int blockSize)
    {
        using Ext2Machine machine = new(Fresh(blockSize));
        FileMachine files = machine.Files;
        files.WriteFile("f", Noise(300_000, 5));
        machine.DropCaches();
        OpenFile file = files.MustOpen("f", OpenFlags.Read | OpenFlags.Write);
        files.Must(() => file.TryResize(100_001));
        files.Must(() => file.TryResize(300_000));
        Assert.That(files.MustRead(file, 200_000, at: 100_001).All(each => each == 0), "seed bug 37");
        machine.DropCaches();
        byte[] back = files.MustRead(file, 300_000, at: 0);
        Assert.That(back[..100_001], Is.EqualTo(Noise(300_000, 5)[..100_001]));
        Assert.That(back[100_001..].All(each => each == 0));
        files.Must(() => file.TryResize(0));
        file.Close();
        files.Unlink("f");
        machine.SyncAll();
        machine.UnmountAndCheck();
    }

    [Test]
    public void Punching_frees_blocks_and_leaves_zeroes([Values(1024, 4096)] int blockSize)
    {
        using Ext2Machine machine = new(Fresh(blockSize));
        FileMachine files = machine.Files;
        byte[] bytes = Noise(400_000, 6);
        files.WriteFile("f", bytes);
        machine.SyncAll();
        OpenFile file = files.MustOpen("f", OpenFlags.Read | OpenFlags.Write);
        ulong before = file.Inode.Blocks;
        files.Must(() => file.TryPunch(10_000, 300_000));
        Array.Clear(bytes, 10_000, 300_000);
        Assert.That(files.ReadFile("f"), Is.EqualTo(bytes));
        machine.DropCaches();
        Assert.That(files.ReadFile("f"), Is.EqualTo(bytes));
        Assert.That(file.Inode.Blocks, Is.LessThan(before - 500));
        file.Close();
        machine.UnmountAndCheck();
    }

    [Test]
    public void Deleted_files_give_everything_back([Values(1024, 4096)] int blockSize)
    {
        using Ext2Machine machine = new(Fresh(blockSize));
        FileMachine files = machine.Files;
        files.MakeDirectory("warm");
        files.RemoveDirectory("warm");
        machine.SyncAll();
        FileSystemStatus before = machine.FileSystem.Status;
        for (int round = 0; round < 3; round++)
        {
            files.MakeDirectory("d");
            for (int i = 0; i < 40; i++)
            {
                files.WriteFile($"d/f{i}", Noise(1000 * i, i));
            }

            machine.SyncAll();
            for (int i = 0; i < 40; i++)
            {
                Assert.That(files.Unlink($"d/f{i}"), Is.EqualTo(Errno.None));
            }

            Assert.That(files.RemoveDirectory("d"), Is.EqualTo(Errno.None));
            machine.Files.FinishWork();
            machine.SyncAll();
            machine.Files.FinishWork();
            machine.SyncAll();
        }

        Assert.That(machine.FileSystem.Status.FreeBlocks, Is.EqualTo(before.FreeBlocks));
        Assert.That(machine.FileSystem.Status.FreeInodes, Is.EqualTo(before.FreeInodes));
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_full_disk_says_so_and_stays_whole([Values(1024, 4096)] int blockSize)
    {
        using Ext2Machine machine = new(Fresh(blockSize));
        FileMachine files = machine.Files;
        OpenFile file = files.MustOpen("f", OpenFlags.Read | OpenFlags.Write | OpenFlags.Create);
        byte[] chunk = Noise(65536, 9);
        Errno error = Errno.None;
        ulong written = 0;
        for (int i = 0; i < 1000 && error == Errno.None; i++)
        {
            error = files.Write(file, chunk, out int count);
            written += (ulong)count;
        }

        Assert.That(error, Is.EqualTo(Errno.NoSpace));
        Assert.That(written, Is.GreaterThan((ulong)machine.Disk.Image.Length * 8 / 10));
        Assert.That(files.Sync(file), Is.EqualTo(Errno.None));
        machine.DropCaches();
        Assert.That(files.MustRead(file, 65536, at: 65536 * 3), Is.EqualTo(chunk));
        files.Must(() => file.TryResize(0));
        file.Close();
        files.WriteFile("g", chunk);
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_file_lies_in_one_piece_whatever_order_it_was_written_in()
    {
        using Ext2Machine machine = new(Fresh(4096));
        FileMachine files = machine.Files;
        OpenFile file = files.MustOpen("f", OpenFlags.Read | OpenFlags.Write | OpenFlags.Create);
        for (int i = 0; i < 100; i++)
        {
            files.MustWrite(file, Noise(4096, i), at: (ulong)(i * 37 % 100) * 4096);
        }

        file.Close();
        machine.UnmountAndCheck();
        Assert.That(Ext2Image.Debug(machine.Disk.Image, "stat /f"), Does.Contain("(0-11):272-283, (IND):284, (12-99):285-372"));
    }

    [Test]
    public void What_points_to_a_files_blocks_lies_before_them_so_that_e2fsck_calls_it_contiguous([Values(1024, 2048, 4096)] int blockSize)
    {
        using Ext2Machine machine = new(Fresh(blockSize));
        machine.Files.WriteFile("f", Noise(700_000, 1));
        for (int i = 0; i < 40; i++)
        {
            machine.Files.WriteFile($"f{i}", Noise(20_000, i));
        }

        machine.UnmountAndCheck();
        Assert.That(Ext2Image.Summary(machine.Disk.Image), Does.Contain("(0.0% non-contiguous)"));
    }

    [Test]
    public void The_second_reading_of_a_file_reads_nothing_but_its_data()
    {
        using Ext2Machine machine = new(Fresh(1024));
        FileMachine files = machine.Files;
        files.WriteFile("f", Noise(400_000, 2));
        machine.DropCaches();
        files.ReadFile("f");
        machine.DropCaches();
        long before = machine.Disk.SectorsRead;
        files.ReadFile("f");
        Assert.That(machine.Disk.SectorsRead - before, Is.LessThanOrEqualTo(((400_000 + 4095) / 4096 * 8) + 16), "S-34: an inode's page and no block of pointers");
        machine.UnmountAndCheck();
    }

    [Test]
    public void Two_names_of_a_file_are_one_inode()
    {
        using Ext2Machine machine = new(Fresh(1024));
        machine.Files.WriteFile("f", "x");
        machine.Files.Link("f", "g");
        OpenFile f = machine.Files.MustOpen("f");
        OpenFile g = machine.Files.MustOpen("g");
        Assert.That(f.Inode, Is.SameAs(g.Inode), "S-33");
        f.Close();
        g.Close();
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_failed_write_is_told_at_fsync_and_tried_again()
    {
        using Ext2Machine machine = new(Fresh(4096));
        FileMachine files = machine.Files;
        files.WriteFile("f", Noise(8192, 1));
        machine.SyncAll();
        OpenFile file = files.MustOpen("f", OpenFlags.Write);
        OpenFile other = files.MustOpen("f", OpenFlags.Read);
        files.MustWrite(file, Noise(8192, 2), at: 0);
        int failures = 1;
        machine.Disk.Fault = request => request.Operation == Vela.Hal.BlockOperation.Write && request.Count == 8 && failures-- > 0 ? Errno.InputOutput : Errno.None;
        Assert.That(files.Sync(file), Is.EqualTo(Errno.InputOutput));
        Assert.That(files.Sync(other), Is.EqualTo(Errno.InputOutput), "each open file is told once");
        machine.Disk.Fault = null;
        files.MustWrite(file, Noise(1, 3), at: 0);
        Assert.That(files.Sync(file), Is.EqualTo(Errno.None));
        file.Close();
        other.Close();
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_read_error_is_an_error_and_not_a_hang()
    {
        using Ext2Machine machine = new(Fresh(4096));
        FileMachine files = machine.Files;
        files.WriteFile("f", Noise(8192, 1));
        machine.DropCaches();
        OpenFile file = files.MustOpen("f");
        machine.Disk.Fault = request => request.Operation == Vela.Hal.BlockOperation.Read ? Errno.InputOutput : Errno.None;
        Assert.That(files.Read(file, 10, out _), Is.EqualTo(Errno.InputOutput));
        machine.Disk.Fault = null;
        Assert.That(files.MustRead(file, 8192, at: 0), Is.EqualTo(Noise(8192, 1)));
        file.Close();
        machine.UnmountAndCheck();
    }

    [Test]
    public void Old_changes_are_written_without_being_asked()
    {
        using Ext2Machine machine = new(Fresh(4096));
        Vela.Hal.Interruption end = new(machine.Files.Executive);
        Vela.Hal.ExecutiveWaits.Detach(machine.Files.Vfs.RunWriteBack(machine.Files.Executive, TimeSpan.FromSeconds(5), end));
        machine.Files.WriteFile("f", Noise(8192, 1));
        long before = machine.Disk.Writes;
        machine.Files.Executive.Pass(TimeSpan.FromSeconds(6));
        Assert.That(machine.Disk.Writes, Is.GreaterThan(before));
        end.Request(15);
        machine.Files.Executive.RunUntilIdle();
        machine.UnmountAndCheck();
    }

    internal static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
