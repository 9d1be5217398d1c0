using System;
using System.Linq;
using NUnit.Framework;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Tests.Fs;

/// <summary>read, write and every mapping see the same frames; nobody waits while holding anything (C-32, M-40 to M-51, S-14, S-15).</summary>
[TestFixture]
public sealed class FileMappingTests
{
    private const ulong Base = 0x10_0000;

    [Test]
    public void Read_write_and_mappings_see_the_same_bytes() // M-24
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 4096), isLate: true);
        FileMachine files = machine.Files;
        files.WriteFile("f", Ext2Tests.Noise(20_000, 1));
        machine.DropCaches();
        OpenFile file = files.MustOpen("f", OpenFlags.Read | OpenFlags.Write);
        Program shared = new(machine, file, Base, 5, RegionFlags.Shared);
        Program copy = new(machine, file, Base, 5, RegionFlags.None);
        Assert.That(shared.Read(4000, 200), Is.EqualTo(Ext2Tests.Noise(20_000, 1)[4000..4200]), "S-14");
        files.MustWrite(file, FileMachine.Bytes("written"), at: 8000);
        Assert.That(shared.Read(8000, 7), Is.EqualTo(FileMachine.Bytes("written")));
        Assert.That(copy.Read(8000, 7), Is.EqualTo(FileMachine.Bytes("written")));
        shared.Write(12_000, FileMachine.Bytes("mapped"));
        Assert.That(files.MustRead(file, 6, at: 12_000), Is.EqualTo(FileMachine.Bytes("mapped")));
        copy.Write(12_000, FileMachine.Bytes("PRIVAT"));
        Assert.That(files.MustRead(file, 6, at: 12_000), Is.EqualTo(FileMachine.Bytes("mapped")), "a private write never reaches the file");
        Assert.That(files.Sync(file), Is.EqualTo(Errno.None));
        machine.DropCaches();
        Assert.That(files.MustRead(file, 6, at: 12_000), Is.EqualTo(FileMachine.Bytes("mapped")), "C-26: a mapped write reaches the disk");
        file.Close();
        Assert.That(shared.Read(8000, 7), Is.EqualTo(FileMachine.Bytes("written")), "M-42: a mapping survives the close");
        shared.Exit();
        copy.Exit();
        machine.UnmountAndCheck();
    }

    [Test]
    public void Programs_that_run_one_file_have_its_text_in_the_same_frames() // S-16
    {
        using Ext2Machine machine = new(Ext2Image.Make(4096, 4096), isLate: true);
        machine.Files.WriteFile("text", Ext2Tests.Noise(3 * 4096, 1));
        OpenFile file = machine.Files.MustOpen("text", OpenFlags.Read);
        Program[] programs = [.. Enumerable.Range(0, 4).Select(_ => new Program(machine, file, Base, 3, RegionFlags.None, Access.Read | Access.Execute))];
        foreach (Program program in programs)
        {
            Assert.That(program.Read(0, 3 * 4096), Is.EqualTo(Ext2Tests.Noise(3 * 4096, 1)));
        }

        for (ulong page = Base; page < Base + 3; page++)
        {
            Assert.That(programs.Select(program => program.Space.FrameAt(new PageNumber(page))).Distinct().Count(), Is.EqualTo(1));
        }

        file.Close();
        foreach (Program program in programs)
        {
            program.Exit();
        }

        machine.UnmountAndCheck();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_file_that_is_being_cut_neither_grows_nor_shows_what_was_beyond(bool isOnDisk)
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 4096), isLate: true);
        FileMachine files = machine.Files;
        string name = isOnDisk ? "f" : "/f";
        files.WriteFile(name, Ext2Tests.Noise(400_000, 1));
        OpenFile file = files.MustOpen(name, OpenFlags.Read | OpenFlags.Write);
        Program program = new(machine, file, Base, 90, RegionFlags.Shared);
        Assert.That(program.Read(350_000, 100), Is.EqualTo(Ext2Tests.Noise(400_000, 1)[350_000..350_100]));
        Assert.That(file.TryResize(5000).IsWaiting, "most pages are still to go");
        Assert.That(files.MustRead(file, 10_000, at: 0), Has.Length.EqualTo(5000));
        FileProgress progress = default;
        Assert.That(file.TryWriteAt(new FileBuffer(FileMachine.Bytes("end")), 300_000, ref progress).IsWaiting, "it must not grow yet");
        files.Must(() => file.TryResize(5000));
        Assert.That(file.Inode.Pages!.PageCount, Is.EqualTo(2));
        files.MustWrite(file, FileMachine.Bytes("end"), at: 300_000);
        Assert.That(program.Read(5000, 295_000), Is.All.Zero, "C-23");
        files.MustWrite(file, Ext2Tests.Noise(400_000, 2), at: 0);
        file.Close();
        Assert.That(files.Open(name, OpenFlags.Write | OpenFlags.Truncate, out file!), Is.EqualTo(Errno.None));
        Assert.That((file.Inode.Size, file.Inode.Pages!.PageCount), Is.EqualTo((0UL, 0UL)));
        file.Close();
        program.Exit();
        machine.UnmountAndCheck();
    }

    [Test]
    public void A_mapping_keeps_an_unlinked_file_until_it_goes()
    {
        using Ext2Machine machine = new(Ext2Image.Make(4096, 4096), isLate: true);
        FileMachine files = machine.Files;
        files.WriteFile("f", Ext2Tests.Noise(20_000, 1));
        machine.SyncAll();
        ulong before = machine.FileSystem.Status.FreeInodes;
        OpenFile file = files.MustOpen("f", OpenFlags.Read);
        Program program = new(machine, file, Base, 5, RegionFlags.Shared, Access.Read);
        file.Close();
        Assert.That(files.Unlink("f"), Is.EqualTo(Errno.None));
        machine.DropCaches();
        Assert.That(program.Read(0, 20_000), Is.EqualTo(Ext2Tests.Noise(20_000, 1)), "C-04");
        program.Exit();
        files.FinishWork();
        machine.SyncAll();
        Assert.That(machine.FileSystem.Status.FreeInodes, Is.EqualTo(before + 1));
        machine.UnmountAndCheck();
    }

    [Test]
    public void Behind_the_end_is_zero_and_never_written_and_beyond_the_last_page_is_a_bus_error()
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 4096), isLate: true);
        FileMachine files = machine.Files;
        files.WriteFile("f", Ext2Tests.Noise(5000, 1));
        OpenFile file = files.MustOpen("f", OpenFlags.Read | OpenFlags.Write);
        Program program = new(machine, file, Base, 3, RegionFlags.Shared);
        Assert.That(program.Read(5000, 100).All(each => each == 0), "seed bug 37");
        program.Write(5000, FileMachine.Bytes("behind the end"));
        Assert.That(files.Sync(file), Is.EqualTo(Errno.None));
        files.Must(() => file.TryResize(6000));
        Assert.That(files.MustRead(file, 1000, at: 5000).All(each => each == 0), "LTP mmap01");
        Assert.That(program.Touch(8192, Access.Read), Is.EqualTo(FaultVerdict.BeyondEnd));
        files.Must(() => file.TryResize(100));
        Assert.That(program.Touch(4096, Access.Read), Is.EqualTo(FaultVerdict.BeyondEnd), "truncate takes pages from mappings");
        program.Exit();
        file.Close();
        machine.UnmountAndCheck();
    }

    [Test]
    public void Mapping_what_has_no_pages_fails_cleanly()
    {
        using FileMachine files = new();
        ProcFileSystem proc = new(new DeviceNumber(0, 3), files, files.Frames);
        Assert.That(proc.Register("mounts", new MountsFile(proc, files.Vfs)), Is.EqualTo(Errno.None));
        files.MakeDirectory("proc");
        files.Vfs.TryWalk(files.Context, files.Root, "proc"u8, WalkMode.None, out WalkResult place);
        Mount mount = files.Vfs.Mount(proc, place.Found, MountFlags.None).Expect("it is a directory");
        OpenFile file = files.MustOpen("proc/mounts");
        Assert.That(file.GetPages(Access.Read, RegionFlags.Shared, out _).Error, Is.EqualTo(Errno.NoDevice), "M-40");
        Assert.That(files.ReadText("proc/mounts"), Is.EqualTo("none / tmpfs rw,relatime 0 0\nnone /proc proc rw,relatime 0 0\n"));
        file.Close();
        Assert.That(files.Executive.Run(files.Vfs.Unmount(mount)), Is.EqualTo(Errno.None));
    }

    /// <summary>The shape of MINIX's test74: every call between files and mappings of those same files, with almost no memory and a late disk.</summary>
    [Test]
    public void Reads_and_writes_between_files_and_their_own_mappings_end_with_hardly_a_free_page([Values(1, 2, 3)] int seed)
    {
        using Ext2Machine machine = new(Ext2Image.Make(1024, 4096), frames: 512, isLate: true, seed: seed);
        FileMachine files = machine.Files;
        byte[][] contents = [Ext2Tests.Noise(40_000, 1), Ext2Tests.Noise(40_000, 2)];
        files.WriteFile("a", contents[0]);
        files.WriteFile("b", contents[1]);
        OpenFile[] opened = [files.MustOpen("a", OpenFlags.Read | OpenFlags.Write), files.MustOpen("b", OpenFlags.Read | OpenFlags.Write)];

        // Two files lie side by side in one program, so that one call crosses from one mapping into the other (M-49, seed bug 26).
        Program program = new(machine, opened[0], Base, 5, RegionFlags.Shared);
        program.Map(opened[1], Base + 5, 5, RegionFlags.Shared);
        machine.DropCaches();
        Hog hog = new(files, leave: 24);
        Random random = new(seed);
        for (int i = 0; i < 300; i++)
        {
            int file = random.Next(2);
            int offset = random.Next(30_000);
            int at = random.Next(36_000);
            int length = random.Next(1, 9000);
            bool isRead = random.Next(2) == 0;
            (int which, int start)[] spots = [.. Enumerable.Range(at, Math.Min(length, 40_960 - at)).Select(each => each < 20_480 ? (0, each) : (1, each - 20_480))];
            bool overlaps = spots.Any(each => each.which == file && each.start >= offset && each.start < offset + spots.Length);
            if (overlaps)
            {
                continue; // a copy onto itself may go either way, page by page
            }

            FileBuffer buffer = new(program.Space, new VirtualAddress((Base << 12) + (ulong)at), spots.Length);
            FileProgress progress = default;
            Errno error = files.Await(() => isRead
                ? opened[file].TryReadAt(buffer, (ulong)offset, ref progress)
                : opened[file].TryWriteAt(buffer, (ulong)offset, ref progress));
            Assert.That(error, Is.EqualTo(Errno.None), $"step {i}");
            for (int each = 0; each < (int)progress.Done; each++)
            {
                ref byte inFile = ref contents[file][offset + each];
                ref byte inProgram = ref contents[spots[each].which][spots[each].start];
                _ = isRead ? inProgram = inFile : inFile = inProgram;
            }
        }

        hog.Release();
        Assert.That(files.MustRead(opened[0], 50_000, at: 0), Is.EqualTo(contents[0]));
        Assert.That(files.MustRead(opened[1], 50_000, at: 0), Is.EqualTo(contents[1]));
        Assert.That(files.Waits, Is.GreaterThan(20), "memory was scarce");
        program.Exit();
        opened[0].Close();
        opened[1].Close();
        machine.UnmountAndCheck();
    }

    /// <summary>Takes all memory but a few frames.</summary>
    private sealed class Hog
    {
        private readonly System.Collections.Generic.List<FrameNumber> _taken = [];
        private readonly FileMachine _files;

        public Hog(FileMachine files, ulong leave)
        {
            _files = files;
            while (files.Frames.FreeCount > leave)
            {
                _taken.Add(files.Frames.Allocate(Vela.Hal.FrameUse.Kernel, Vela.Hal.FrameOwner.None));
            }
        }

        public void Release() => _taken.ForEach(each => _files.Frames.Release(each, Vela.Hal.FrameUse.Kernel));
    }

    /// <summary>A program with mappings of files.</summary>
    private sealed class Program
    {
        private readonly Ext2Machine _machine;

        public Program(Ext2Machine machine, OpenFile file, ulong page, ulong pages, RegionFlags flags, Access access = Access.ReadWrite)
        {
            _machine = machine;
            Space = AddressSpace.Create(machine.Files.Memory, machine.Files.Account).Expect("there is memory");
            Map(file, page, pages, flags, access);
        }

        public AddressSpace Space { get; }

        public void Map(OpenFile file, ulong page, ulong pages, RegionFlags flags, Access access = Access.ReadWrite)
        {
            VmObject shown = file.GetPages(access, flags, out Access most).Expect("it has pages");
            MapRequest request = new()
            {
                Pages = pages,
                Where = new PageNumber(page),
                Placement = Placement.Fixed,
                Access = access,
                MaxAccess = most,
                Object = shown,
                Flags = flags,
            };
            Assert.That(Space.Map(in request).IsOk);
        }

        public FaultVerdict Touch(ulong offset, Access access)
        {
            FaultVerdict verdict = default;
            _machine.Files.Await(() =>
            {
                FaultOutcome outcome = Space.TryReach(new VirtualAddress((Base << 12) + offset), 0, 1, access, out _);
                verdict = outcome.Verdict;
                return outcome.Verdict == FaultVerdict.NeedsIo ? FileOutcome.FromCache(outcome) : FileOutcome.Done;
            });
            return verdict;
        }

        public byte[] Read(int offset, int length)
        {
            byte[] into = new byte[length];
            Vela.Memory.Progress progress = default;
            _machine.Files.Must(() => FileOutcome.FromProgram(Space.TryCopyIn(new VirtualAddress((Base << 12) + (ulong)offset), into, ref progress)));
            return into;
        }

        public void Write(int offset, byte[] bytes)
        {
            Vela.Memory.Progress progress = default;
            _machine.Files.Must(() => FileOutcome.FromProgram(Space.TryCopyOut(new VirtualAddress((Base << 12) + (ulong)offset), bytes, ref progress)));
        }

        public void Exit()
        {
            while (Space.Destroy() == Errno.Again)
            {
            }

            _machine.Files.Memory.Work();
        }
    }
}
