using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;

namespace Vela.Processes;

/// <summary>Where inodes belong that have no name: pipes, counters, timers, poll sets. Never mounted, has no root.</summary>
/// <remarks>Owns: their numbers, and how much memory all pipes together may buffer. Does not own: the inodes; their open files hold them.</remarks>
public sealed class AnonymousFileSystem : FileSystem, IFifoSource, IBufferedFrames
{
    /// <summary>What pipes may buffer together beyond a page each, in bytes (pipe(7), pipe-user-pages-soft).</summary>
    public const long DefaultPipeBytes = 64 << 20;

    internal const ushort OwnerReadsAndWrites = 0x180;

    private const uint Magic = 0x5049_5045;
    private const Rights Carried = Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Strong | Rights.Configure;

    private long _freePipeBytes;
    private Pipe? _first;
    private ulong _nextNumber = 1;

    public AnonymousFileSystem(DeviceNumber device, IFileClock clock, Frames frames, long pipeBytes = DefaultPipeBytes)
        : base("pipefs", device, clock, frames)
    {
        _freePipeBytes = pipeBytes;
    }

    public override FileSystemStatus Status => new() { Magic = Magic, BlockSize = BlockSize, MostNameBytes = (uint)MostNameBytes };

    /// <summary>What pipes may still buffer beyond a page each.</summary>
    public long FreePipeBytes => _freePipeBytes;

    /// <summary>A pipe and its two ends (pipe2(2)).</summary>
    /// <param name="who">Owns it.</param>
    /// <param name="flags">NonBlocking or nothing.</param>
    /// <param name="reader">The end to read from, to be given a capability; closed with its last.</param>
    /// <param name="writer">The end to write to.</param>
    public Pipe CreatePipe(Credentials who, OpenFlags flags, out OpenFile reader, out OpenFile writer)
    {
        Pipe pipe = new(this) { Owner = who.User, Group = who.Group };
        reader = Open(pipe, flags | OpenFlags.Read);
        writer = Open(pipe, flags | OpenFlags.Write);
        pipe.OpenEnds(reader, writer);
        return pipe;
    }

    /// <summary>Opens an inode that has no name.</summary>
    public static OpenFile Open(Inode inode, OpenFlags flags)
    {
        Rights rights = Carried;
        rights |= (flags & OpenFlags.Read) != 0 ? Rights.Read : Rights.None;
        rights |= (flags & OpenFlags.Write) != 0 ? Rights.Write | Rights.Append : Rights.None;
        return new OpenFile(default, inode, flags, rights);
    }

    public Inode CreateFifo() => new Pipe(this);

    /// <summary>A number for an inode that is to belong here.</summary>
    public ulong NextNumber() => _nextNumber++;

    /// <summary>Takes buffer space for a pipe; false when pipes have enough.</summary>
    internal bool TryTakePipeBytes(int bytes)
    {
        bool fits = _freePipeBytes >= bytes;
        _freePipeBytes -= fits ? bytes : 0;
        return fits;
    }

    internal void ReturnPipeBytes(int bytes) => _freePipeBytes += bytes;

    /// <summary>A pipe has bytes now.</summary>
    internal void Add(Pipe pipe)
    {
        pipe.Next = _first;
        if (_first is not null)
        {
            _first.Previous = pipe;
        }

        _first = pipe;
    }

    /// <summary>A pipe has none any more.</summary>
    internal void Remove(Pipe pipe)
    {
        if (pipe.Previous is { } before)
        {
            before.Next = pipe.Next;
        }
        else
        {
            _first = pipe.Next;
        }

        if (pipe.Next is { } after)
        {
            after.Previous = pipe.Previous;
        }

        (pipe.Next, pipe.Previous) = (null, null);
    }

    void IBufferedFrames.AddTo(Dictionary<Quota, ulong> paid)
    {
        for (Pipe? pipe = _first; pipe is not null; pipe = pipe.Next)
        {
            if (pipe.Payer is { } payer)
            {
                paid[payer] = paid.GetValueOrDefault(payer) + pipe.Frames;
            }
        }
    }

    protected override void Unreferenced(Inode inode)
    {
    }
}
