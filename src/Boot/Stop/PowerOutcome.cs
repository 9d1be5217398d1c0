namespace Vela.Boot;

/// <summary>How the machine ended. The numbers are what isa-debug-exit gets; QEMU's own status is twice that plus one (33, 35, 37).</summary>
public enum PowerOutcome : uint
{
    Orderly = 0x10,
    Panic = 0x11,
    FailedStart = 0x12,
}
