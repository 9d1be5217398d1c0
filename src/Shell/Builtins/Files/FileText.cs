using System.Text;

namespace Vela.Shell;

/// <summary>Facts of files as a person reads them.</summary>
public static class FileText
{
    /// <summary>As in <c>drwxr-xr-x</c>.</summary>
    public static string Mode(FileStatus status)
    {
        StringBuilder text = new(10);
        _ = text.Append(status.Kind switch
        {
            FileKind.Directory => 'd',
            FileKind.SymbolicLink => 'l',
            FileKind.CharacterDevice => 'c',
            FileKind.BlockDevice => 'b',
            FileKind.Pipe => 'p',
            FileKind.Socket => 's',
            _ => '-',
        });
        for (int bit = 8; bit >= 0; bit--)
        {
            _ = text.Append((status.Mode & (1 << bit)) == 0 ? '-' : "xwr"[bit % 3]);
        }

        return text.ToString();
    }

    /// <summary>The kind in words, as stat(1) has it.</summary>
    public static string Kind(FileKind kind) => kind switch
    {
        FileKind.Regular => "regular file",
        FileKind.Directory => "directory",
        FileKind.SymbolicLink => "symbolic link",
        FileKind.CharacterDevice => "character special file",
        FileKind.BlockDevice => "block special file",
        FileKind.Pipe => "fifo",
        _ => "socket",
    };
}
