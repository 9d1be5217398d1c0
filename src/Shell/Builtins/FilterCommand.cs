using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>A command that reads the files it names, or its standard input, one after the other: cat, wc, grep and their like.</summary>
public abstract class FilterCommand(IShellFiles? files) : Builtin
{
    /// <summary>Its option letters, as <see cref="CommandOptions.Read"/> takes them.</summary>
    protected abstract string OptionLetters { get; }

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, OptionLetters) is not { } options)
        {
            return 2;
        }

        Filter? filter = Begin(context, options);
        if (filter is null)
        {
            return 2;
        }

        List<string> names = options.Operands.Count > 0 ? options.Operands : ["-"];
        int status = 0;
        foreach (string name in names)
        {
            if (name == "-")
            {
                await filter.Read(new ByteReader(context.Input, "standard input", context), name);
                continue;
            }

            if (files is null)
            {
                return context.Fail("this shell was not given files", 126);
            }

            if (!(await files.Open(context.Session.Resolve(name), OpenIntent.Read)).Ok(out ByteStream? stream, out Errno error))
            {
                await context.Output.Flush();
                status = context.Fail(name, error);
                continue;
            }

            await filter.Read(new ByteReader(stream, name, context), name);
            stream.Release();
        }

        int end = await filter.End();
        return status == 0 ? end : filter.FailedStatus;
    }

    /// <summary>The work on one run's files. Takes what it needs out of the operands; null after having complained.</summary>
    protected abstract Filter? Begin(CommandContext context, CommandOptions options);
}
