namespace Vela.Processes;

/// <summary>What a call keeps while it waits and that is more than numbers.</summary>
public interface ICallState
{
    /// <summary>The call will not be dispatched again: give up what is held.</summary>
    void Abandon();
}
