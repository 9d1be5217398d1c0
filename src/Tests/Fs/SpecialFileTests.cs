using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Build.Archive;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Tests.Fs;

/// <summary>Devices, generated files, the first archive, locks, limits of memory file systems.</summary>
[TestFixture]
public sealed class SpecialFileTests
{
    private FileMachine _machine = null!;

    [SetUp]
    public void Start() => _machine = new FileMachine();

    [TearDown]
    public void Stop() => _machine.Dispose();

    [Test]
    public void Memory_devices_do_what_their_names_say()
    {
        DeviceFileSystem devices = new(new DeviceNumber(0, 5), _machine, _machine.Frames, _machine);
        Mount(devices, "dev");
        Assert.That(_machine.List("dev"), Is.EqualTo(new[] { "null", "zero", "full", "random", "urandom" }));
        Assert.That(ReadSome("dev/null"), Is.Empty);
        Assert.That(ReadSome("dev/zero"), Is.EqualTo(new byte[100]));
        Assert.That(ReadSome("dev/random").Distinct().Count(), Is.GreaterThan(10));
        Assert.That(_machine.Open("dev/full", OpenFlags.Write, out OpenFile? full), Is.EqualTo(Errno.None));
        Assert.That(_machine.Write(full!, [1], out _), Is.EqualTo(Errno.NoSpace));
        full!.Close();
        Assert.That(_machine.Open("dev/new", OpenFlags.Write | OpenFlags.Create, out _), Is.EqualTo(Errno.NotPermitted));
        Assert.That(_machine.MustFind("dev/null").Device, Is.EqualTo(new DeviceNumber(1, 3)));
        Assert.That(_machine.MustFind("dev/null").Device.Encoded, Is.EqualTo(0x103));
    }

    [Test]
    public void A_generated_file_is_new_at_each_opening_and_fails_when_what_it_tells_of_is_gone()
    {
        ProcFileSystem proc = new(new DeviceNumber(0, 4), _machine, _machine.Frames);
        Counter counter = new(proc);
        Assert.That(proc.Register("counter", counter), Is.EqualTo(Errno.None));
        Assert.That(proc.Register("counter", counter), Is.EqualTo(Errno.Exists));
        Mount(proc, "proc");
        OpenFile file = _machine.MustOpen("proc/counter");
        Assert.That(Encoding.UTF8.GetString(_machine.MustRead(file, 4)), Is.EqualTo("coun"));
        Assert.That(Encoding.UTF8.GetString(_machine.MustRead(file, 99)), Is.EqualTo("ted 1 times\n"));
        Assert.That(_machine.ReadText("proc/counter"), Is.EqualTo("counted 2 times\n"));
        counter.IsGone = true;
        Assert.That(_machine.Read(file, 9, out _, at: 0), Is.EqualTo(Errno.NoProcess), "S-35");
        file.Close();
    }

    [Test]
    public void The_archive_our_own_tool_packs_is_unpacked_whole()
    {
        string tree = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(tree, "bin"));
            byte[] program = Ext2Tests.Noise(10_000, 1);
            File.WriteAllBytes(Path.Combine(tree, "bin/program"), program);
            File.SetUnixFileMode(Path.Combine(tree, "bin/program"), (UnixFileMode)0x1ed);
            File.CreateSymbolicLink(Path.Combine(tree, "link"), "bin/program");
            File.WriteAllText(Path.Combine(tree, "empty"), string.Empty);
            MemoryStream archive = new();
            CpioArchive.Write(tree, archive);
            Assert.That(Initramfs.Unpack(_machine.Vfs, _machine.Context, _machine.Root, archive.ToArray()), Is.EqualTo(Errno.None));
            Assert.That(_machine.ReadFile("link"), Is.EqualTo(program));
            Assert.That(_machine.MustFind("bin/program").Permissions, Is.EqualTo(0x1ed));
            Assert.That(_machine.MustFind("empty").Size, Is.Zero);
            byte[] broken = archive.ToArray()[..300];
            Assert.That(Initramfs.Unpack(_machine.Vfs, _machine.Context, _machine.Root, broken), Is.EqualTo(Errno.BadMessage));
        }
        finally
        {
            Directory.Delete(tree, recursive: true);
        }
    }

    [Test]
    public void A_memory_file_system_is_full_when_its_quota_is()
    {
        Vela.Memory.FrameAccount account = new(10, _machine.Account);
        Mount(new TmpFileSystem(_machine.Memory, account, new DeviceNumber(0, 9), _machine, mostInodes: 3), "small");
        OpenFile file = _machine.MustOpen("small/f", OpenFlags.Write | OpenFlags.Create);
        Assert.That(_machine.Write(file, new byte[100_000], out int count), Is.EqualTo(Errno.None), "a short write first");
        Assert.That(count, Is.EqualTo(40_960));
        Assert.That(_machine.Write(file, new byte[1], out _), Is.EqualTo(Errno.NoSpace));
        _machine.Must(() => file.TryResize(0));
        _machine.MustWrite(file, new byte[4096], at: 0);
        file.Close();
        Assert.That(_machine.MakeDirectory("small/d"), Is.EqualTo(Errno.None));
        Assert.That(_machine.MakeDirectory("small/e"), Is.EqualTo(Errno.NoSpace));
    }

    [Test]
    public void Punched_memory_files_read_as_zero()
    {
        byte[] bytes = Ext2Tests.Noise(20_000, 1);
        _machine.WriteFile("f", bytes);
        OpenFile file = _machine.MustOpen("f", OpenFlags.Read | OpenFlags.Write);
        _machine.Must(() => file.TryPunch(1000, 12_000));
        Array.Clear(bytes, 1000, 12_000);
        Assert.That(_machine.ReadFile("f"), Is.EqualTo(bytes));
        file.Close();
    }

    [Test]
    public void Record_locks_conflict_split_and_join()
    {
        FileLocks locks = new();
        object one = new();
        object two = new();
        Assert.That(Set(locks, one, LockKind.Exclusive, 0, 100).IsDone);
        Assert.That(Set(locks, two, LockKind.Shared, 50, 60).Verdict, Is.EqualTo(FileVerdict.WouldBlock));
        Assert.That(Set(locks, one, LockKind.None, 40, 70).IsDone);
        Assert.That(Set(locks, two, LockKind.Shared, 50, 60).IsDone);
        Assert.That(locks.Held.Count, Is.EqualTo(3));
        Assert.That(Set(locks, one, LockKind.Shared, 40, 70).IsDone);
        Assert.That(Set(locks, one, LockKind.Exclusive, 45, 55).Verdict, Is.EqualTo(FileVerdict.WouldBlock));
        locks.ReleaseAll(two);
        Assert.That(Set(locks, one, LockKind.Exclusive, 0, 100).IsDone);
        Assert.That(locks.Held, Is.EqualTo(new[] { new FileLock(one, LockKind.Exclusive, LockScope.Record, 0, 100) }));
    }

    [Test]
    public void Known_names_are_found_without_allocating()
    {
        _machine.MakeDirectory("usr");
        _machine.MakeDirectory("usr/bin");
        _machine.WriteFile("usr/bin/program", new byte[8192]);
        byte[] path = FileMachine.Bytes("/usr/bin/program");
        OpenFile file = _machine.MustOpen("usr/bin/program");
        FileBuffer buffer = new(new byte[4096]);
        long before = 0;
        Stopwatch watch = new();
        const int Rounds = 20_000;
        for (int i = 0; i < Rounds + 100; i++)
        {
            if (i == 100)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                watch.Start();
            }

            FileProgress progress = default;
            bool isDone = _machine.Vfs.TryWalk(_machine.Context, _machine.Root, path, WalkMode.Follow, out _).IsDone
                && file.TryReadAt(in buffer, 4096, ref progress).IsDone;
            if (!isDone)
            {
                Assert.Fail();
            }
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Out.WriteLine($"stat of three names and a cached 4 KiB read: {watch.Elapsed.TotalNanoseconds / Rounds:f0} ns, {allocated} bytes in all");
        Assert.That(allocated, Is.LessThan(Rounds), "less than a byte a round is the test runner's own");
        file.Close();
    }

    private static FileOutcome Set(FileLocks locks, object owner, LockKind kind, ulong start, ulong end) =>
        locks.TrySet(new FileLock(owner, kind, LockScope.Record, start, end));

    private byte[] ReadSome(string path)
    {
        OpenFile file = _machine.MustOpen(path);
        byte[] bytes = _machine.MustRead(file, 100);
        file.Close();
        return bytes;
    }

    private void Mount(FileSystem fileSystem, string path)
    {
        _machine.MakeDirectory(path);
        _machine.Vfs.TryWalk(_machine.Context, _machine.Root, FileMachine.Bytes(path), WalkMode.None, out WalkResult place);
        Assert.That(_machine.Vfs.Mount(fileSystem, place.Found, MountFlags.None).IsOk);
    }

    private sealed class Counter(ProcFileSystem owner) : GeneratedFile(owner, owner.NextNumber())
    {
        private ulong _count;

        public bool IsGone { get; set; }

        protected override Errno Make(GeneratedText text)
        {
            _ = text.Add("counted "u8).Add(++_count).Add(" times\n"u8);
            return IsGone ? Errno.NoProcess : Errno.None;
        }
    }
}
