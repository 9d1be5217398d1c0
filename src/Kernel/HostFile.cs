using Vela.Boot;

namespace Vela.Kernel;

/// <summary>Small files that the emulator's host passes along: what to run in exec mode.</summary>
internal static class HostFile
{
    /// <summary>The script that the machine was started to run; null when it was started for a person.</summary>
    public static byte[]? ReadScript() => FirmwareFile.Read("opt/vela/script"u8);
}
