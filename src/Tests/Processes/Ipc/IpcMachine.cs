using System;
using NUnit.Framework;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;
using Vela.Tests.Fs;

namespace Vela.Tests.Processes;

/// <summary>A machine with files, and where files without names live.</summary>
internal sealed class IpcMachine : IDisposable
{
    public IpcMachine(long pipeBytes = AnonymousFileSystem.DefaultPipeBytes)
    {
        Anonymous = new AnonymousFileSystem(new DeviceNumber(0, 14), Files, Files.Frames, pipeBytes);
        Files.Vfs.Fifos = Anonymous;
        Files.Memory.Buffered = Anonymous;
    }

    public FileMachine Files { get; } = new();

    public AnonymousFileSystem Anonymous { get; }

    public void Dispose() => Files.Dispose();

    public Pipe CreatePipe(out OpenFile reader, out OpenFile writer, OpenFlags flags = OpenFlags.None) =>
        Anonymous.CreatePipe(Credentials.Kernel, flags, out reader, out writer);

    /// <summary>A program's memory of a few zeroed pages.</summary>
    public AddressSpace CreateSpace(ulong page, ulong pages)
    {
        AddressSpace space = AddressSpace.Create(Files.Memory, Files.Account).Expect("there is memory");
        MapRequest request = new()
        {
            Pages = pages,
            Where = new PageNumber(page),
            Placement = Placement.Fixed,
            Access = Access.ReadWrite,
            MaxAccess = Access.ReadWrite,
        };
        Assert.That(space.Map(in request).IsOk);
        return space;
    }

    public void Destroy(AddressSpace space)
    {
        while (space.Destroy() == Errno.Again)
        {
        }

        _ = Files.Memory.Work();
    }

    public FileOutcome TryOpen(string path, OpenFlags flags, out OpenFile? file) =>
        Files.Vfs.TryOpen(Files.Context, Files.Root, FileMachine.Bytes(path), flags, 0, out file);

    public void MakeFifo(string path)
    {
        Assert.That(Files.Await(() => Files.Vfs.TryMakeNode(Files.Context, Files.Root, FileMachine.Bytes(path), InodeKind.Fifo, 0x1b6, default)), Is.EqualTo(Errno.None));
    }
}
