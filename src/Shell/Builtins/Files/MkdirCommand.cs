using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>mkdir.</summary>
public sealed class MkdirCommand(IShellFiles files) : OperandCommand
{
    public override string Name => "mkdir";

    public override CommandManual Manual => new(
        HelpGroup.Files, "mkdir [-p] DIRECTORY...", "Makes directories.", "mkdir -p /tmp/a/b", "-p  those above too, and no complaint if it is there\n");

    protected override string OptionLetters => "p";

    protected override async KernelTask<Errno> Do(CommandContext context, CommandOptions options, string operand)
    {
        string path = context.Session.Resolve(operand);
        if (!options.Has('p'))
        {
            return await files.MakeDirectory(path);
        }

        Errno error = Errno.None;
        for (int i = 1; i <= path.Length; i++)
        {
            if ((i == path.Length || path[i] == '/') && path[i - 1] != '/')
            {
                error = await files.MakeDirectory(path[..i]);
                if (error == Errno.Exists && (await files.ReadStatus(path[..i], LinkRule.Follow)).Ok(out FileStatus status, out _))
                {
                    error = status.Kind == FileKind.Directory ? Errno.None : Errno.NotDirectory;
                }

                if (error != Errno.None)
                {
                    return error;
                }
            }
        }

        return error;
    }
}
