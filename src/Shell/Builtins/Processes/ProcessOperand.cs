using System.Globalization;
using System.Text;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>A process named on a command line by its number.</summary>
internal static class ProcessOperand
{
    /// <summary>The process, or null after having complained.</summary>
    public static Process? Find(CommandContext context, Container container, string operand)
    {
        Process? found = int.TryParse(operand, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? container.Find(id) : null;
        if (found is null)
        {
            _ = context.Fail(operand + ": no such process");
        }

        return found;
    }

    public static string NameOf(Process process) => Encoding.UTF8.GetString(process.Name);

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Hex(ulong number) => number.ToString("x", CultureInfo.InvariantCulture);
}
