using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The authority to start programs.</summary>
public interface IPrograms
{
    /// <summary>fork(2) and execve(2) in one. <see cref="Errno.NotExecutable"/> for a file that is not a program: the shell then reads it as a script.</summary>
    KernelTask<Result<IProgram>> Start(ProgramRequest request);
}
