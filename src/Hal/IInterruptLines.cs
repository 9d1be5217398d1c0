using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>The interrupt lines that no driver of the kernel serves, for whoever is to serve them instead.</summary>
public interface IInterruptLines
{
    /// <summary>From now on the line may interrupt, and the executive calls <paramref name="arrived"/> when it did.</summary>
    /// <returns>Busy: somebody serves it; NoDeviceOrAddress: there is no such line.</returns>
    Errno Claim(int line, InterruptTrigger trigger, Action arrived);

    /// <summary>The device has been served: a level-triggered line may interrupt again.</summary>
    void Acknowledge(int line);

    /// <summary>The line is masked, and anybody may claim it.</summary>
    void Release(int line);
}
