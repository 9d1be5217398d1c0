using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>find, with the tests that are used most; all that are given must hold.</summary>
public sealed class FindCommand(IShellFiles files) : Builtin
{
    public override string Name => "find";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "find [PATH...] [TEST...]",
        "Lists the files in trees for which all tests hold.",
        "find /etc -name '*.conf' -type f",
        "-name PATTERN   its name matches\n-path PATTERN   its whole path does\n-type f|d|l|b|c|p|s\n-size [+-]BYTES more, fewer or so many\n-maxdepth LEVELS\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        List<string> roots = [];
        int i = 1;
        for (; i <= context.Count && !context[i].StartsWith('-'); i++)
        {
            roots.Add(context[i]);
        }

        if (roots.Count == 0)
        {
            roots.Add(".");
        }

        List<Predicate<TreeWalk.Place>> tests = [];
        int depth = int.MaxValue;
        for (; i <= context.Count; i += 2)
        {
            if (context[i] == "-print")
            {
                i--;
                continue;
            }

            if (context[i] == "-maxdepth" && i < context.Count && int.TryParse(context[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out depth))
            {
                continue;
            }

            if (i == context.Count || TestFor(context[i], context[i + 1]) is not { } test)
            {
                return context.Misuse("cannot read '" + context[i] + "'");
            }

            tests.Add(test);
        }

        int status = 0;
        foreach (string root in roots)
        {
            TreeWalk walk = new(files, context) { MaximumDepth = depth };
            walk.Begin(root);
            while (await walk.Next() is { } place)
            {
                if (place.Error != Errno.None)
                {
                    status = context.Fail(place.Path, place.Error);
                }
                else if (place.Kind == VisitKind.Enter && tests.TrueForAll(test => test(place)))
                {
                    context.Output.WriteLine(place.Path);
                }

                await context.Output.Drain();
            }
        }

        return status;
    }

    private static Predicate<TreeWalk.Place>? TestFor(string name, string value)
    {
        switch (name)
        {
            case "-name":
                Pattern pattern = new(value, new string('0', value.Length));
                return place => pattern.Matches(PathText.NameOf(place.Path));
            case "-path":
                Pattern path = new(value, new string('0', value.Length));
                return place => path.Matches(place.Path);
            case "-type" when value.Length == 1 && "fdlbcps".IndexOf(value[0], StringComparison.Ordinal) is >= 0 and var index:
                FileKind[] kinds =
                [
                    FileKind.Regular, FileKind.Directory, FileKind.SymbolicLink, FileKind.BlockDevice, FileKind.CharacterDevice, FileKind.Pipe, FileKind.Socket,
                ];
                FileKind kind = kinds[index];
                return place => place.Status.Kind == kind;
            case "-size" when long.TryParse(value.TrimStart('+', '-').TrimEnd('c'), NumberStyles.None, CultureInfo.InvariantCulture, out long size):
                return place => value[0] == '+' ? place.Status.Size > size : value[0] == '-' ? place.Status.Size < size : place.Status.Size == size;
            default:
                return null;
        }
    }
}
