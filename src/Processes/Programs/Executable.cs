using Vela.Fs;

namespace Vela.Processes;

/// <summary>A file that is being run: nobody may write to it meanwhile (ETXTBSY).</summary>
/// <remarks>Owns: the open file. Shared by every process that runs it since a fork; the last one closes it.</remarks>
public sealed class Executable(OpenFile file, OpenFile? interpreter)
{
    private int _users = 1;

    public OpenFile File { get; } = file;

    /// <summary>What loads its libraries (ld.so(8)); null when nothing does.</summary>
    public OpenFile? Interpreter { get; } = interpreter;

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
            File.Unhold();
            Interpreter?.Unhold();
        }
    }
}
