using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>df.</summary>
public sealed class DfCommand(IShellFiles files) : Builtin
{
    public override string Name => "df";

    public override CommandManual Manual => new(HelpGroup.Files, "df [-i]", "Shows how full the mounted file systems are.", "df", "-i  counts inodes\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "hi") is not { } options)
        {
            return 2;
        }

        context.Output.WriteLine("SOURCE              SIZE        USED        FREE  USE  MOUNTED ON");
        foreach (MountFacts mount in files.CollectMounts())
        {
            long size = options.Has('i') ? mount.Inodes : mount.Size;
            long free = options.Has('i') ? mount.FreeInodes : mount.Free;
            string share = size == 0 ? "-" : ((100 * (size - free) / size).ToString(CultureInfo.InvariantCulture) + " %");
            context.Output.WriteLine(
                mount.Source.PadRight(12) + Amount(options, size) + Amount(options, size - free) + Amount(options, free) + share.PadLeft(5) + "  " + mount.Path);
            await context.Output.Drain();
        }

        return 0;
    }

    private static string Amount(CommandOptions options, long amount) =>
        (options.Has('i') ? amount.ToString(CultureInfo.InvariantCulture) : ByteSize.Of(amount)).PadLeft(12);
}
