using Vela.Hal;

namespace Vela.Shell;

/// <summary>What a <see cref="FilterCommand"/> does with its files, in one run.</summary>
public abstract class Filter
{
    /// <summary>The status if a file could not be read.</summary>
    public virtual int FailedStatus => 1;

    /// <summary>Takes one file; <c>-</c> is the standard input.</summary>
    public abstract KernelTask Read(ByteReader reader, string name);

    /// <summary>After the last file. Returns the status.</summary>
    public virtual KernelTask<int> End() => new(0);
}
