using System;
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

        Action<string>? told = options.Has('v') ? removed => context.Output.WriteLine("removed '" + removed + "'") : null;
        Errno error;
        if (options.Has('r') || options.Has('R'))
        {
            error = await new TreeRemoval(files, context).Remove(operand, told);
        }
        else
        {
            error = await files.Remove(path);
            if (error == Errno.None)
            {
                told?.Invoke(operand);
            }
        }

        return options.Has('f') && error == Errno.NoEntry ? Errno.None : error;
    }
}
