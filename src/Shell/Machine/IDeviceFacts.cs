using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>The authority to see which devices there are, one line for each.</summary>
public interface IDeviceFacts
{
    IReadOnlyList<string> CollectInterrupts();

    IReadOnlyList<string> CollectPci();

    IReadOnlyList<string> CollectDisks();
}
