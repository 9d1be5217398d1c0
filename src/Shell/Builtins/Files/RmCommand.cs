using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>rm.</summary>
public sealed class RmCommand(IShellFiles files) : OperandCommand
{
    public override string Name => "rm";

    public override CommandManual Manual => new(
        HelpGroup.Files, "rm [-frv] FILE...", "Removes files.", "rm -r /tmp/work", "-r  directories with all that is in them\n-f  no complaint if there is none\n-v  says what it removes\n");

    protected override string OptionLetters => "frRv";

    protected override async KernelTask<Errno> Do(CommandContext context, CommandOptions options, string operand)
    {
        string path = context.Session.Resolve(operand);
        if (PathText.NameOf(operand) is "." or ".." or "/")
        {
            return Errno.Invalid;
        }

        if (!options.Has('r') && !options.Has('R'))
        {
            return Forgive(options, Said(context, options, operand, await files.Remove(path)));
        }

        TreeWalk walk = new(files, context);
        walk.Begin(operand);
        while (await walk.Next() is { } place)
        {
            if (place.Error != Errno.None)
            {
                return Forgive(options, place.Error);
            }

            Errno error = place.IsDirectory
                ? place.Kind == VisitKind.Leave ? await files.RemoveDirectory(place.Absolute) : Errno.None
                : await files.Remove(place.Absolute);
            if (place.Kind == VisitKind.Leave || !place.IsDirectory)
            {
                error = Said(context, options, place.Path, error);
            }

            if (error != Errno.None)
            {
                return Forgive(options, error);
            }
        }

        return Errno.None;
    }

    private static Errno Forgive(CommandOptions options, Errno error) => options.Has('f') && error == Errno.NoEntry ? Errno.None : error;

    private static Errno Said(CommandContext context, CommandOptions options, string path, Errno error)
    {
        if (error == Errno.None && options.Has('v'))
        {
            context.Output.WriteLine("removed '" + path + "'");
        }

        return error;
    }
}
