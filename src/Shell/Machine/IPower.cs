using Vela.Hal;

namespace Vela.Shell;

/// <summary>The authority to end everything.</summary>
public interface IPower
{
    /// <summary>Writes back what is dirty and switches the machine off. Does not end if it succeeds.</summary>
    KernelTask PowerOff();

    /// <summary>Writes back what is dirty and starts the machine again. Does not end if it succeeds.</summary>
    KernelTask Reboot();

    /// <summary>Stops the machine as a broken invariant does, with this message. Does not return.</summary>
    void Panic(string message);
}
