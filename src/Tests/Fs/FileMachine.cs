using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Shell;
using Vela.Tests.Simulation;

namespace Vela.Tests.Fs;

/// <summary>A machine with memory, an executive and a tree of files, and the calls of a program that waits when it must.</summary>
internal sealed class FileMachine : IDisposable, IFileClock, IRandomSource
{
    public const ushort Everything = 0x1ff;

    private readonly SimulatedMemory _bytes;
    private long _now = 1_700_000_000_000_000_000;
    private byte _random;

    public FileMachine(ulong frames = 4096, FileSystem? root = null)
    {
        _bytes = new SimulatedMemory(frames);
        Mmu = new SimulatedMmu(_bytes.Memory);
        Account = new FrameAccount(ulong.MaxValue);
        Memory = new VirtualMemory(_bytes.Frames, Mmu, new KernelHalf(_bytes.Memory, FrameNumber.None), Account, Pages)
        {
            UsesLargePages = false,
            StepPages = 8, // so that what has steps has many
        };
        Vfs = new Vfs(512);
        TmpRoot = new TmpFileSystem(Memory, new FrameAccount(1024, Account), new DeviceNumber(0, 1), this);
        Location top = Vfs.MountRoot(root ?? TmpRoot, MountFlags.None);
        Root = new DirectoryReference(top, RightsTable.Applicable(ObjectType.Directory));
        Context = new PathContext(Vfs, Root, Root, Credentials.Kernel);
    }

    public VirtualMemory Memory { get; }

    public SimulatedMmu Mmu { get; }

    public FrameAccount Account { get; }

    public Frames Frames => _bytes.Frames;

    public PhysicalMemory Physical => _bytes.Memory;

    public PageEvents Pages { get; } = new();

    public SimulatedExecutive Executive { get; } = new();

    public Vfs Vfs { get; }

    public TmpFileSystem TmpRoot { get; }

    public DirectoryReference Root { get; }

    public PathContext Context { get; set; }

    /// <summary>What moves the world on while a program waits.</summary>
    public List<Action> Devices { get; } = [];

    public int Waits { get; private set; }

    public FileTime Now => new(_now += 1_000_000);

    public void Dispose()
    {
        Assert.That(Vfs.Check(), Is.Null);
        _bytes.Dispose();
    }

    public void Fill(Span<byte> into)
    {
        foreach (ref byte each in into)
        {
            each = _random = unchecked((byte)((_random * 77) + 13));
        }
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Starts an operation again until it does not wait.</summary>
    public Errno Await(Func<FileOutcome> operation)
    {
        for (int i = 0; i < 200_000; i++)
        {
            FileOutcome outcome = operation();
            if (!outcome.IsWaiting)
            {
                return outcome.Error;
            }

            Waits++;
            foreach (Action device in Devices)
            {
                device();
            }

            Executive.RunUntilIdle();
            _ = Memory.Work();
        }

        throw new AssertionException("an operation waits for ever");
    }

    /// <summary>Does all work that was put off.</summary>
    public void FinishWork()
    {
        while (!Memory.Work())
        {
        }
    }

    public void Must(Func<FileOutcome> operation) => Assert.That(Await(operation), Is.EqualTo(Errno.None));

    public Errno Open(string path, OpenFlags flags, out OpenFile? file, ushort permissions = 0x1a4)
    {
        OpenFile? opened = null;
        byte[] bytes = Bytes(path);
        Errno error = Await(() => Vfs.TryOpen(Context, Context.WorkingDirectory, bytes, flags, permissions, out opened));
        file = opened;
        return error;
    }

    public OpenFile MustOpen(string path, OpenFlags flags = OpenFlags.Read)
    {
        Assert.That(Open(path, flags, out OpenFile? file), Is.EqualTo(Errno.None), path);
        return file!;
    }

    public Errno MakeDirectory(string path)
    {
        byte[] bytes = Bytes(path);
        return Await(() => Vfs.TryMakeDirectory(Context, Context.WorkingDirectory, bytes, Everything));
    }

    public Errno MakeLink(string target, string path)
    {
        (byte[] to, byte[] bytes) = (Bytes(target), Bytes(path));
        return Await(() => Vfs.TryMakeLink(Context, Context.WorkingDirectory, bytes, to));
    }

    public Errno Link(string path, string newPath)
    {
        (byte[] old, byte[] bytes) = (Bytes(path), Bytes(newPath));
        return Await(() => Vfs.TryLink(Context, Context.WorkingDirectory, old, WalkMode.None, Context.WorkingDirectory, bytes));
    }

    public Errno Unlink(string path)
    {
        byte[] bytes = Bytes(path);
        return Await(() => Vfs.TryRemove(Context, Context.WorkingDirectory, bytes, Removal.File));
    }

    public Errno RemoveDirectory(string path)
    {
        byte[] bytes = Bytes(path);
        return Await(() => Vfs.TryRemove(Context, Context.WorkingDirectory, bytes, Removal.Directory));
    }

    public Errno Rename(string path, string newPath, RenameMode mode = RenameMode.Replace)
    {
        (byte[] old, byte[] bytes) = (Bytes(path), Bytes(newPath));
        return Await(() => Vfs.TryRename(Context, Context.WorkingDirectory, old, Context.WorkingDirectory, bytes, mode));
    }

    public Errno Find(string path, out Inode? found, WalkMode mode = WalkMode.Follow)
    {
        byte[] bytes = Bytes(path);
        Inode? inode = null;
        Errno error = Await(() =>
        {
            FileOutcome outcome = Vfs.TryWalk(Context, Context.WorkingDirectory, bytes, mode, out WalkResult walked);
            inode = walked.Inode;
            return outcome;
        });
        found = inode;
        return error;
    }

    public Inode MustFind(string path)
    {
        Assert.That(Find(path, out Inode? found), Is.EqualTo(Errno.None), path);
        return found!;
    }

    public Errno ReadLink(string path, out string target)
    {
        byte[] bytes = Bytes(path);
        byte[] into = new byte[4096];
        int length = 0;
        Errno error = Await(() => Vfs.TryReadLink(Context, Context.WorkingDirectory, bytes, into, out length));
        target = Encoding.UTF8.GetString(into, 0, length);
        return error;
    }

    public Errno Write(OpenFile file, byte[] bytes, out int count, ulong? at = null)
    {
        FileProgress progress = default;
        Errno error = Await(() => at is { } offset
            ? file.TryWriteAt(new FileBuffer(bytes), offset, ref progress)
            : file.TryWrite(new FileBuffer(bytes), ref progress));
        count = (int)progress.Done;
        return error;
    }

    public void MustWrite(OpenFile file, byte[] bytes, ulong? at = null)
    {
        Assert.That(Write(file, bytes, out int count, at), Is.EqualTo(Errno.None));
        Assert.That(count, Is.EqualTo(bytes.Length));
    }

    public Errno Read(OpenFile file, int most, out byte[] bytes, ulong? at = null)
    {
        byte[] into = new byte[most];
        FileProgress progress = default;
        Errno error = Await(() => at is { } offset
            ? file.TryReadAt(new FileBuffer(into), offset, ref progress)
            : file.TryRead(new FileBuffer(into), ref progress));
        bytes = into[..(int)progress.Done];
        return error;
    }

    public byte[] MustRead(OpenFile file, int most, ulong? at = null)
    {
        Assert.That(Read(file, most, out byte[] bytes, at), Is.EqualTo(Errno.None));
        return bytes;
    }

    public void WriteFile(string path, byte[] bytes)
    {
        OpenFile file = MustOpen(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate);
        MustWrite(file, bytes);
        file.Close();
    }

    public void WriteFile(string path, string text) => WriteFile(path, Bytes(text));

    public byte[] ReadFile(string path)
    {
        OpenFile file = MustOpen(path);
        byte[] bytes = MustRead(file, (int)Math.Max(file.Inode.Size, 65536));
        file.Close();
        return bytes;
    }

    public string ReadText(string path) => Encoding.UTF8.GetString(ReadFile(path));

    public Errno Sync(OpenFile file, SyncKind kind = SyncKind.Everything)
    {
        FileProgress progress = default;
        return Await(() => file.TrySync(kind, ref progress));
    }

    public List<string> List(string path)
    {
        OpenFile directory = MustOpen(path, OpenFlags.Read | OpenFlags.Directory);
        CollectedListing listing = new(int.MaxValue);
        Must(() => directory.TryList(listing));
        directory.Close();
        listing.Names.Remove(".");
        listing.Names.Remove("..");
        return listing.Names;
    }

    public string PathOf(Location place)
    {
        byte[] into = new byte[4096];
        int length = Vfs.GetPath(Context.Root.Location, place, into, out _).Expect("there is room for a path");
        return Encoding.UTF8.GetString(into, 0, length);
    }

    /// <summary>Takes a few entries at a time.</summary>
    internal sealed class CollectedListing(int room) : DirectoryListing
    {
        private int _room = room;

        public List<string> Names { get; } = [];

        public List<ulong> Inodes { get; } = [];

        public void Refill(int more) => _room = more;

        public override bool TryAdd(ReadOnlySpan<byte> name, ulong inode, InodeKind kind, ulong next)
        {
            if (_room-- <= 0)
            {
                return false;
            }

            Names.Add(Encoding.UTF8.GetString(name));
            Inodes.Add(inode);
            return true;
        }
    }
}
