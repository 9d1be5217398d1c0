using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The authority to send signals to processes.</summary>
public interface IProcessSignals
{
    /// <summary>kill(2): <see cref="Errno.NoProcess"/>, <see cref="Errno.NotPermitted"/>, <see cref="Errno.Invalid"/>.</summary>
    Errno Signal(int process, int signal);
}
