using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Kernel;

/// <summary>A file of /proc that tells something of the machine.</summary>
internal sealed class KernelFile(ProcFileSystem owner, Action<GeneratedText> write) : GeneratedFile(owner, owner.NextNumber())
{
    protected override Errno Make(GeneratedText text)
    {
        write(text);
        return Errno.None;
    }
}
