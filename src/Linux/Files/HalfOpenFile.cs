using Vela.Fs;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>An end of a FIFO that is being opened and waits for the other; it counts as open already.</summary>
internal sealed class HalfOpenFile(OpenFile file) : ICallState
{
    public OpenFile File { get; } = file;

    public void Abandon() => File.Close();
}
