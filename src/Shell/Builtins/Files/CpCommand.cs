using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>cp.</summary>
public sealed class CpCommand(IShellFiles files, IShellClock clock) : Builtin
{
    public override string Name => "cp";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "cp [-rv] SOURCE... TARGET",
        "Copies files; several go into a directory.",
        "cp -r /etc /tmp/etc",
        "-r  directories with all that is in them\n-v  says what it copies\nWhat takes long shows how far it is, on a console.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "aprRv") is not { } options)
        {
            return 2;
        }

        if (options.Operands.Count < 2)
        {
            return context.Misuse("what, and where to?");
        }

        string target = options.Operands[^1];
        bool intoDirectory = (await files.ReadStatus(context.Session.Resolve(target), LinkRule.Follow)).Ok(out FileStatus there, out _)
            && there.Kind == FileKind.Directory;
        if (options.Operands.Count > 2 && !intoDirectory)
        {
            return context.Fail(target, Errno.NotDirectory);
        }

        int status = 0;
        bool tree = options.Has('r') || options.Has('R') || options.Has('a');
        FileCopy copy = new(files, clock, context);
        for (int i = 0; i < options.Operands.Count - 1; i++)
        {
            string source = options.Operands[i];
            string destination = intoDirectory ? PathText.Join(target, PathText.NameOf(source)) : target;
            status = (tree ? await CopyTree(context, options, copy, source, destination) : await CopyOne(context, options, copy, source, destination)) ?? status;
        }

        return status;
    }

    private async KernelTask<int?> CopyOne(CommandContext context, CommandOptions options, FileCopy copy, string source, string destination)
    {
        string from = context.Session.Resolve(source);
        if (!(await files.ReadStatus(from, LinkRule.Follow)).Ok(out FileStatus facts, out Errno error))
        {
            return context.Fail(source, error);
        }

        if (facts.Kind == FileKind.Directory)
        {
            return context.Fail(source + ": is a directory (-r copies it)");
        }

        error = await copy.Copy(from, context.Session.Resolve(destination), facts);
        return error == Errno.None ? Say(context, options, source, destination) : context.Fail(destination, error);
    }

    private async KernelTask<int?> CopyTree(CommandContext context, CommandOptions options, FileCopy copy, string source, string destination)
    {
        int? status = null;
        string root = context.Session.Resolve(destination);
        string origin = PathText.Normalize(context.Session.Resolve(source));
        if ((PathText.Normalize(root) + "/").StartsWith(origin + "/", StringComparison.Ordinal))
        {
            return context.Fail(source + ": cannot be copied into itself");
        }

        TreeWalk walk = new(files, context);
        walk.Begin(source);
        while (await walk.Next() is { } place)
        {
            string to = root + place.Path[source.Length..];
            Errno error = place.Error;
            if (error == Errno.None && place.Kind == VisitKind.Enter)
            {
                error = place.Status.Kind switch
                {
                    FileKind.Directory => await files.MakeDirectory(to),
                    FileKind.SymbolicLink => await CopyLink(place.Absolute, to),
                    FileKind.Regular => await copy.Copy(place.Absolute, to, place.Status),
                    _ => Errno.NotSupported,
                };
                error = error == Errno.Exists && place.IsDirectory ? Errno.None : error;
                _ = error == Errno.None ? Say(context, options, place.Path, to) : null;
            }

            status = error == Errno.None ? status : context.Fail(place.Path, error);
            await context.Output.Drain();
        }

        return status;
    }

    private async KernelTask<Errno> CopyLink(string from, string to)
    {
        if (!(await files.ReadLink(from)).Ok(out string? target, out Errno error))
        {
            return error;
        }

        return await files.LinkSymbolically(target, to);
    }

    private static int? Say(CommandContext context, CommandOptions options, string source, string destination)
    {
        if (options.Has('v'))
        {
            context.Output.WriteLine("'" + source + "' -> '" + destination + "'");
        }

        return null;
    }
}
