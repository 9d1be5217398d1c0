using System.Collections.Generic;

namespace Vela.Shell;

/// <summary><c>if … then … elif … else … fi</c></summary>
public sealed class IfCommand(int position, IReadOnlyList<IfBranch> branches, CommandList? @else) : Command(position)
{
    public IReadOnlyList<IfBranch> Branches { get; } = branches;

    public CommandList? Else { get; } = @else;
}
