using Vela.Primitives;

namespace Vela.Fs;

/// <summary>/proc/filesystems: the types that can be mounted.</summary>
public sealed class FileSystemsFile(ProcFileSystem owner) : GeneratedFile(owner, owner.NextNumber())
{
    protected override Errno Make(GeneratedText text)
    {
        _ = text.Add("nodev\ttmpfs\nnodev\tdevtmpfs\nnodev\tproc\n\text2\n"u8);
        return Errno.None;
    }
}
