using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vela.Boot;

/// <summary>What interrupt entries in assembly write and C# reads: vela_state in traps.asm, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MachineState
{
    public const int LineCount = 24;

    /// <summary>A bit for each I/O APIC line that has interrupted and was not served yet.</summary>
    public ulong PendingLines;

    /// <summary>A bit for each level-triggered line: masked when it interrupts, unmasked when it was served.</summary>
    public ulong LevelLines;

    /// <summary>Interrupts of the local timer since boot.</summary>
    public ulong TimerTicks;

    /// <summary>The watchdog reports when <see cref="TimerTicks"/> goes beyond this.</summary>
    public ulong WatchdogTick;

    /// <summary>Virtual address of the local APIC's registers.</summary>
    public ulong LocalApic;

    /// <summary>Virtual address of the I/O APIC's registers.</summary>
    public ulong IoApic;

    /// <summary>Interrupts by line since boot.</summary>
    public Counts LineInterrupts;

    [InlineArray(LineCount)]
    public struct Counts
    {
        private ulong _first;
    }
}
