using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>What a descriptor of a command stands for: a file, one end of a pipe, the console, text.</summary>
/// <remarks>
/// Owns: its position, and how many hold it. Every descriptor that shares it is one holder; the last to let go closes it.
/// Waits for others (an empty pipe, a full one, a key) end early with <see cref="Errno.Interrupted"/> when the interruption comes.
/// </remarks>
public abstract class ByteStream
{
    private int _holders = 1;

    /// <summary>Whether a person is at the other end: colours, prompts and progress are for them alone.</summary>
    public virtual bool IsConsole => false;

    /// <summary>Reads at least one byte, or none at the end.</summary>
    public virtual KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption) => new(Errno.BadDescriptor);

    /// <summary>Writes all bytes, or fails.</summary>
    public virtual KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption) => new(Errno.BadDescriptor);

    /// <summary>One more holder.</summary>
    public ByteStream Retain()
    {
        Panic.When(_holders == 0, "a closed stream is held again");
        _holders++;
        return this;
    }

    /// <summary>One holder less; the last closes it.</summary>
    public void Release()
    {
        Panic.When(_holders == 0, "a stream is closed twice");
        _holders--;
        if (_holders == 0)
        {
            Close();
        }
    }

    /// <summary>Nobody holds it any more.</summary>
    protected virtual void Close()
    {
    }
}
