using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>Knows the arguments of certain commands: processes for kill, capabilities for revoke. The Kernel hands them in.</summary>
public interface IArgumentCompleter
{
    bool Handles(string command);

    /// <summary>Every argument that begins with <paramref name="prefix"/>.</summary>
    KernelTask<IReadOnlyList<string>> Collect(string prefix);
}
