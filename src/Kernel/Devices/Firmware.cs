using Vela.Boot;
using Vela.Drivers;
using Vela.Primitives;

namespace Vela.Kernel;

/// <summary>What the ACPI tables say: how to power off, and where interrupt lines arrive. A machine without them is run by its defaults.</summary>
internal static class Firmware
{
    /// <summary>Reads the tables; the topology is null when there are none.</summary>
    public static InterruptTopology? Read()
    {
        PhysicalAddress? root = BootInfo.AcpiRootPointer is { } given ? new PhysicalAddress(given) : null;
        if (!AcpiTables.Read(new PhysicalReader(), root).Ok(out AcpiTables? tables, out _))
        {
            KernelLog.Write(LogLevel.Notice, "acpi: no tables; power-off and interrupt routing by default");
            return null;
        }

        ReadPower(tables);
        return InterruptTopology.Parse(tables.Find("APIC"u8)).Ok(out InterruptTopology? topology, out _) ? topology : null;
    }

    private static void ReadPower(AcpiTables tables)
    {
        if (FixedDescription.Parse(tables.Find("FACP"u8)).Ok(out FixedDescription? registers, out _)
            && SoftOff.Find(tables.Find("DSDT"u8)).Ok(out SoftOff softOff, out _))
        {
            (ushort port, ushort value) = new PowerControl(registers, softOff).PowerOffWrite;
            Power.SetSleep(port, value);
            KernelLog.Write(LogLevel.Information, $"acpi: {tables.Count} tables, power-off through port 0x{port:x}");
        }
        else
        {
            KernelLog.Write(LogLevel.Notice, "acpi: the tables do not say how to power off");
        }
    }
}
