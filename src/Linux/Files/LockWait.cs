namespace Vela.Linux;

/// <summary>What happens when another's lock is in the way.</summary>
internal enum LockWait : byte
{
    /// <summary>EAGAIN.</summary>
    Refuse,
    Wait,
}
