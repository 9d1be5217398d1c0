using System.Collections.Generic;
using System.Globalization;
using Vela.Boot;
using Vela.Drivers;
using Vela.Hal;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Which devices there are, for a person.</summary>
internal sealed class DeviceFacts(Disks disks) : IDeviceFacts
{
    private const int Lines = 24;
    private const long SectorBytes = 512;

    public IReadOnlyList<string> CollectInterrupts()
    {
        List<string> lines = [];
        for (int line = 0; line < Lines; line++)
        {
            ulong count = Interrupts.CountOf(line);
            if (count != 0)
            {
                lines.Add("line " + line.ToString(CultureInfo.InvariantCulture).PadLeft(2) + "  " + count.ToString(CultureInfo.InvariantCulture));
            }
        }

        lines.Add("timer    " + Interrupts.TimerTicks.ToString(CultureInfo.InvariantCulture));
        return lines;
    }

    public IReadOnlyList<string> CollectPci()
    {
        List<string> lines = [];
        foreach (PciFunction function in new PciBus(new PciConfiguration(new MachinePorts())).Enumerate())
        {
            lines.Add(function.Address.ToString() + " " + function.Vendor.ToString("x4", CultureInfo.InvariantCulture) + ":"
                + function.Device.ToString("x4", CultureInfo.InvariantCulture) + " " + function.ClassName);
        }

        return lines;
    }

    public IReadOnlyList<string> CollectDisks()
    {
        List<string> lines = [];
        foreach (IBlockDevice disk in disks.Devices)
        {
            lines.Add(disk.Name.PadRight(8) + ByteSize.Of((long)disk.SectorCount * SectorBytes).PadLeft(10) + (disk.IsReadOnly ? "  read-only" : ""));
        }

        if (lines.Count == 0)
        {
            lines.Add("no disks");
        }

        return lines;
    }
}
