using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>A compound command with redirections after it.</summary>
public sealed class RedirectedCommand(int position, Command body, IReadOnlyList<Redirection> redirections) : Command(position)
{
    public Command Body { get; } = body;

    public IReadOnlyList<Redirection> Redirections { get; } = redirections;
}
