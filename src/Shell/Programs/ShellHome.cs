using System;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>Where a shell lives that was started with less: all that it has of files, programs and processes.</summary>
/// <param name="Files">The tree below its directory; null if it was given none.</param>
/// <param name="Programs">Starts programs in that tree, paid from its share; null without files.</param>
/// <param name="Processes">Those started from here, and no others.</param>
/// <param name="Leave">Gives it all back, now or when the last of its processes has ended.</param>
public sealed record ShellHome(IShellFiles? Files, IPrograms? Programs, Container Processes, Action Leave);
