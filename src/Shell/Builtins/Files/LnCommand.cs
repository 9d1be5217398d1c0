using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>ln.</summary>
public sealed class LnCommand(IShellFiles files) : Builtin
{
    public override string Name => "ln";

    public override CommandManual Manual => new(
        HelpGroup.Files, "ln [-fs] TARGET [NAME]", "Gives a file another name; with -s, a link to a path.", "ln -s /proc/mounts /etc/mtab", "-f  replaces the name\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "fs") is not { } options)
        {
            return 2;
        }

        if (options.Operands.Count is 0 or > 2)
        {
            return context.Misuse("which file, and which name?");
        }

        string target = options.Operands[0];
        string name = options.Operands.Count == 2 ? options.Operands[1] : PathText.NameOf(target);
        string path = context.Session.Resolve(name);
        if ((await files.ReadStatus(path, LinkRule.Follow)).Ok(out FileStatus there, out _) && there.Kind == FileKind.Directory)
        {
            path = PathText.Join(path, PathText.NameOf(target));
        }

        if (options.Has('f'))
        {
            _ = await files.Remove(path); // If it stays, linking says why.
        }

        Errno error = options.Has('s') ? await files.LinkSymbolically(target, path) : await files.Link(context.Session.Resolve(target), path);
        return error == Errno.None ? 0 : context.Fail(name, error);
    }
}
