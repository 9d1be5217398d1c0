using System.Globalization;

namespace Vela.Shell;

/// <summary>Sizes as a person reads them.</summary>
public static class ByteSize
{
    /// <summary>In the largest binary unit that leaves at least one: <c>1.5 MiB</c>.</summary>
    public static string Of(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string number = value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture);
        return number + " " + units[unit];
    }
}
