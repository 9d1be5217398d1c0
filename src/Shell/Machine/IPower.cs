namespace Vela.Shell;

/// <summary>The authority to end everything.</summary>
public interface IPower
{
    /// <summary>Writes back what is dirty and switches the machine off. Does not return if it succeeds.</summary>
    void PowerOff();

    /// <summary>Writes back what is dirty and starts the machine again. Does not return if it succeeds.</summary>
    void Reboot();

    /// <summary>Stops the machine as a broken invariant does, with this message. Does not return.</summary>
    void Panic(string message);
}
