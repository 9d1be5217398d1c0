namespace Vela.Capabilities;

/// <summary>Whether a step of a restartable operation finished it.</summary>
public enum Progress
{
    Done,

    /// <summary>There is more to do: call again, now or after others have had their turn.</summary>
    Again,
}
