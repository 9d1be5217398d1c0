namespace Vela.Processes;

/// <summary>Process groups that share a terminal (setsid(2)).</summary>
public sealed class Session(int id)
{
    public int Id { get; } = id;

    /// <summary>The terminal that /dev/tty means; null when it has none.</summary>
    public Terminal? Terminal { get; set; }
}
