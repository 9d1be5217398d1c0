using System;

namespace Vela.Drivers;

/// <summary>What all ACPI structures have in common.</summary>
internal static class AcpiBytes
{
    /// <summary>The bytes of a sound structure add up to 0 modulo 256 (ACPI 6.5, 5.2.6).</summary>
    public static bool SumToZero(ReadOnlySpan<byte> structure)
    {
        uint sum = 0;
        foreach (byte value in structure)
        {
            sum += value;
        }

        return (sum & 0xff) == 0;
    }
}
