using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>du.</summary>
public sealed class DuCommand(IShellFiles files) : Builtin
{
    private const int BlocksInKibibyte = 2;

    public override string Name => "du";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "du [-ahs] [PATH...]",
        "Adds up the space that trees of files take, in KiB.",
        "du -s /etc",
        "-a  each file too\n-h  with units\n-s  only the sum\nA file with several names counts once.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "ahks") is not { } options)
        {
            return 2;
        }

        int status = 0;
        HashSet<(long Device, long Inode)> seen = [];
        foreach (string operand in options.Operands.Count > 0 ? options.Operands : ["."])
        {
            Stack<long> sums = new();
            sums.Push(0);
            TreeWalk walk = new(files, context);
            walk.Begin(operand);
            while (await walk.Next() is { } place)
            {
                if (place.Error != Errno.None)
                {
                    status = context.Fail(place.Path, place.Error);
                    if (place.IsDirectory)
                    {
                        sums.Push(0); // It will be left, though it could not be read.
                    }

                    continue;
                }

                if (place.IsDirectory && place.Kind == VisitKind.Enter)
                {
                    sums.Push(place.Status.Blocks);
                    continue;
                }

                bool counts = place.IsDirectory || place.Status.Links < 2 || seen.Add((place.Status.Device, place.Status.Inode));
                long blocks = place.IsDirectory ? sums.Pop() : counts ? place.Status.Blocks : 0;
                sums.Push(sums.Pop() + blocks);
                if (place.Depth == 0 || (!options.Has('s') && (place.IsDirectory || options.Has('a'))))
                {
                    Show(context, options, blocks, place.Path);
                }

                await context.Output.Drain();
            }
        }

        return status;
    }

    private static void Show(CommandContext context, CommandOptions options, long blocks, string path)
    {
        string size = options.Has('h')
            ? ByteSize.Of(blocks * 512)
            : ((blocks + 1) / BlocksInKibibyte).ToString(CultureInfo.InvariantCulture);
        context.Output.WriteLine(size + "\t" + path);
    }
}
