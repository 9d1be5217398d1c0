using System;

namespace Vela.Processes;

/// <summary>What of a caller matters when it uses its controlling terminal from the background.</summary>
[Flags]
public enum JobStanding
{
    None = 0,

    /// <summary>It blocks or ignores the signal that would stop it.</summary>
    RefusesSignal = 1,

    /// <summary>Its process group is orphaned: nobody could continue it.</summary>
    Orphaned = 2,
}
