using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The authority to start programs.</summary>
public interface IPrograms
{
    /// <summary>fork(2) and execve(2) in one. <see cref="Errno.NotExecutable"/> for a file that is not a program: the shell then reads it as a script.</summary>
    KernelTask<Result<IProgram>> Start(ProgramRequest request);

    /// <summary>Makes a place with exactly what is named, for a shell that starts programs there.</summary>
    KernelTask<Result<ShellHome>> MakeHome(Confinement wanted);
}
