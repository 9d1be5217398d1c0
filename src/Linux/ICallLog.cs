using Vela.Processes;

namespace Vela.Linux;

/// <summary>Told of calls that do not exist here.</summary>
public interface ICallLog
{
    /// <summary>A program made a call that is not implemented; ENOSYS is its answer. To be said once for each program and number.</summary>
    void Absent(Thread thread, ulong number);
}
