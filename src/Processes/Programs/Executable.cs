using Vela.Fs;

namespace Vela.Processes;

/// <summary>A file that is being run: nobody may write to it meanwhile (ETXTBSY).</summary>
/// <remarks>Owns: the open file. Shared by every process that runs it since a fork; the last one closes it.</remarks>
public sealed class Executable(OpenFile file)
{
    private int _users = 1;

    public OpenFile File { get; } = file;

    public Executable Share()
    {
        _users++;
        return this;
    }

    public void Release()
    {
        if (--_users == 0)
        {
            File.Inode.EndExecution();
            File.Close();
        }
    }
}
