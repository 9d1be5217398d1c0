using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>mv, within a file system; across two, for files.</summary>
public sealed class MvCommand(IShellFiles files, IShellClock clock) : Builtin
{
    public override string Name => "mv";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "mv [-v] SOURCE... TARGET",
        "Renames or moves files; several go into a directory.",
        "mv /tmp/new /etc/motd",
        "Onto another file system it copies a file and removes the source; for a directory use cp -r.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "fv") is not { } options)
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
        for (int i = 0; i < options.Operands.Count - 1; i++)
        {
            string source = options.Operands[i];
            string destination = intoDirectory ? PathText.Join(target, PathText.NameOf(source)) : target;
            Errno error = await Move(context, context.Session.Resolve(source), context.Session.Resolve(destination));
            if (error != Errno.None)
            {
                status = context.Fail(source, error);
            }
            else if (options.Has('v'))
            {
                context.Output.WriteLine("'" + source + "' -> '" + destination + "'");
            }

            await context.Breathe();
        }

        return status;
    }

    private async KernelTask<Errno> Move(CommandContext context, string from, string to)
    {
        Errno error = await files.Rename(from, to);
        if (error != Errno.CrossDevice
            || !(await files.ReadStatus(from, LinkRule.DoNotFollow)).Ok(out FileStatus facts, out _)
            || facts.Kind != FileKind.Regular)
        {
            return error;
        }

        error = await new FileCopy(files, clock, context).Copy(from, to, facts);
        return error == Errno.None ? await files.Remove(from) : error;
    }
}
