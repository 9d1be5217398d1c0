using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Tests.Fs;

/// <summary>The power goes at any write, with any part of the disk's own cache lost: e2fsck -p repairs, what was fsynced is there, nobody sees another's data.</summary>
[TestFixture]
public sealed class PowerCutTests
{
    [TestCase(1024, 25)]
    [TestCase(4096, 25)]
    [TestCase(1024, 500, Category = "Long")]
    [TestCase(4096, 500, Category = "Long")]
    public void After_a_cut_at_any_write_the_disk_repairs_and_fsynced_files_are_there(int blockSize, int cuts)
    {
        using Ext2Machine machine = new(Ext2Image.Make(blockSize, 4096), isLate: true, seed: blockSize);
        Workload workload = new(machine, seed: blockSize);
        machine.Disk.StartRecording();
        for (int i = 0; i < 120; i++)
        {
            workload.Step();
        }

        machine.SyncAll();
        Random random = new(blockSize);
        List<int> points = [];
        for (int i = 0; i < machine.Disk.HistoryLength; i++)
        {
            if (machine.Disk.History[i].Bytes is null && random.Next(machine.Disk.HistoryLength / 10 + 1) < 4)
            {
                points.Add(i); // right before a flush is over: everything since the last one may be lost
                points.Add(i + 1);
            }
        }

        for (int i = 0; i < cuts; i++)
        {
            points.Add(random.Next(machine.Disk.HistoryLength + 1));
        }

        foreach (int point in points)
        {
            int odds = random.Next(4);
            byte[] image = machine.Disk.AfterPowerCut(point, _ => random.Next(4) <= odds);
            workload.Check(image, point);
        }

        TestContext.Out.WriteLine($"{points.Count} cuts in {machine.Disk.HistoryLength} writes and flushes, {machine.FileSystem.Commits} commits");
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_file_replaced_by_rename_is_old_or_new_at_every_cut()
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 2048));
        FileMachine files = machine.Files;
        files.MakeDirectory("a");
        files.MakeDirectory("b");
        files.WriteFile("b/target", "old contents");
        files.WriteFile("a/new", "new contents");
        machine.SyncAll();
        machine.Disk.StartRecording();
        Assert.That(files.Rename("a/new", "b/target"), Is.EqualTo(Errno.None));
        machine.SyncAll();
        for (int cut = 0; cut <= machine.Disk.HistoryLength; cut++)
        {
            byte[] image = machine.Disk.AfterPowerCut(cut, _ => true);
            Assert.That(Ext2Image.Repair(image, out byte[] repaired, out string output), Is.LessThanOrEqualTo(1), output);
            Assert.That(Encoding.UTF8.GetString(Ext2Image.ReadFile(repaired, "/b/target")), Is.EqualTo("old contents").Or.EqualTo("new contents"), $"cut {cut}");
        }

        machine.UnmountAndCheck();
    }

    [Test]
    public void A_directory_moved_to_another_is_in_one_of_them_after_every_cut()
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 2048));
        FileMachine files = machine.Files;
        files.MakeDirectory("a");
        files.MakeDirectory("b");
        files.MakeDirectory("a/moved");
        files.WriteFile("a/moved/inside", "contents");
        machine.SyncAll();
        machine.Disk.StartRecording();
        Assert.That(files.Rename("a/moved", "b/moved"), Is.EqualTo(Errno.None));
        machine.SyncAll();
        for (int cut = 0; cut <= machine.Disk.HistoryLength; cut++)
        {
            // ext2 has no way to move a directory that -p repairs at each point: three blocks name it. -y does.
            byte[] image = machine.Disk.AfterPowerCut(cut, _ => true);
            Assert.That(Ext2Image.Repair(image, out byte[] repaired, out string output, "-y"), Is.LessThanOrEqualTo(1), output);
            string found = string.Concat(Encoding.UTF8.GetString(Ext2Image.ReadFile(repaired, "/a/moved/inside")), Encoding.UTF8.GetString(Ext2Image.ReadFile(repaired, "/b/moved/inside")));
            Assert.That(found, Is.EqualTo("contents"), $"cut {cut}: {output}");
        }

        machine.UnmountAndCheck();
    }

    /// <summary>Random changes, and what of them was promised to be there from which write on.</summary>
    private sealed class Workload(Ext2Machine machine, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Dictionary<string, Promise> _promises = [];
        private readonly List<Promise> _kept = [];
        private int _next;

        /// <summary>One change. Each file holds one byte value only, its own, so that anybody else's data would show.</summary>
        public void Step()
        {
            FileMachine files = machine.Files;
            string directory = $"d{_random.Next(3)}";
            files.MakeDirectory(directory);
            string name = $"{directory}/f{_random.Next(12)}";
            switch (_random.Next(7))
            {
                case 0 or 1:
                    Write(name, isSynced: false);
                    break;
                case 2 or 3:
                    Write(name, isSynced: true);
                    break;
                case 4:
                    Break(name);
                    files.Unlink(name);
                    break;
                case 5:
                    string other = $"d{_random.Next(3)}/f{_random.Next(12)}";
                    Break(name);
                    Break(other);
                    files.Rename(name, other);
                    break;
                default:
                    Cut(name);
                    break;
            }
        }

        public void Check(byte[] image, int point)
        {
            int code = Ext2Image.Repair(image, out byte[] repaired, out string output);
            Assert.That(code, Is.LessThanOrEqualTo(1), $"cut at {point}: {output}");
            Dictionary<string, byte[]> found = Ext2Image.ReadTree(repaired);
            foreach (Promise promise in _kept.Where(each => each.From <= point && point < each.Until))
            {
                Assert.That(found.GetValueOrDefault(promise.Name), Is.EqualTo(promise.Contents), $"cut at {point}: {promise.Name}, fsynced at {promise.From}");
            }

            foreach ((string file, byte[] contents) in found)
            {
                byte[] own = [.. contents.Where(each => each != 0).Distinct()];
                Assert.That(own.Length <= 1, $"cut at {point}: {file} holds data of others");
            }
        }

        private void Write(string name, bool isSynced)
        {
            FileMachine files = machine.Files;
            Break(name);
            files.Unlink(name);
            _next = (_next % 255) + 1;
            byte[] contents = new byte[_random.Next(1, 40_000)];
            Array.Fill(contents, (byte)_next);
            OpenFile file = files.MustOpen(name, OpenFlags.Write | OpenFlags.Create);
            files.MustWrite(file, contents);
            if (isSynced)
            {
                Assert.That(files.Sync(file), Is.EqualTo(Errno.None));
                Promise promise = new(name, contents, machine.Disk.HistoryLength);
                _promises[name] = promise;
                _kept.Add(promise);
            }

            file.Close();
        }

        private void Cut(string name)
        {
            if (machine.Files.Open(name, OpenFlags.Write, out OpenFile? file) == Errno.None)
            {
                Break(name);
                machine.Files.Must(() => file!.TryResize((ulong)_random.Next(30_000)));
                file!.Close();
            }
        }

        /// <summary>From here on the file may be otherwise.</summary>
        private void Break(string name)
        {
            if (_promises.TryGetValue(name, out Promise? promise))
            {
                promise.Until = Math.Min(promise.Until, machine.Disk.HistoryLength + 1);
            }
        }
    }

    private sealed record Promise(string Name, byte[] Contents, int From)
    {
        public int Until { get; set; } = int.MaxValue;
    }
}
