using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>A command that does one thing to each path it names, and complains about those that fail.</summary>
public abstract class OperandCommand : Builtin
{
    /// <summary>Its option letters, as <see cref="CommandOptions.Read"/> takes them.</summary>
    protected virtual string OptionLetters => "";

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, OptionLetters) is not { } options)
        {
            return 2;
        }

        if (options.Operands.Count == 0)
        {
            return options.Has('f') ? 0 : context.Misuse("which one?");
        }

        int status = 0;
        foreach (string operand in options.Operands)
        {
            Errno error = await Do(context, options, operand);
            if (error != Errno.None)
            {
                status = context.Fail(operand, error);
            }

            await context.Breathe();
        }

        return status;
    }

    protected abstract KernelTask<Errno> Do(CommandContext context, CommandOptions options, string operand);
}
