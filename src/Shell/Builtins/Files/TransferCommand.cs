using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>A command with sources and, last, where they go: a name, or a directory that takes them: cp and mv.</summary>
public abstract class TransferCommand(IShellFiles files, IShellClock clock) : Builtin
{
    /// <summary>Its option letters, as <see cref="CommandOptions.Read"/> takes them; <c>v</c> tells of each copy.</summary>
    protected abstract string OptionLetters { get; }

    protected IShellFiles Files => files;

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, OptionLetters) is not { } options)
        {
            return 2;
        }

        if (options.Operands.Count < 2)
        {
            return context.Misuse("what, and where to?");
        }

        string target = options.Operands[^1];
        List<string> sources = options.Operands[..^1];
        bool intoDirectory = (await files.ReadStatus(context.Session.Resolve(target), LinkRule.Follow)).Ok(out FileStatus there, out _)
            && there.Kind == FileKind.Directory;
        if (sources.Count > 1 && !intoDirectory)
        {
            return context.Fail(target, Errno.NotDirectory);
        }

        int status = 0;
        FileCopy copy = new(files, clock, context) { IsVerbose = options.Has('v'), KeepsTimes = KeepsTimes(options) };
        try
        {
            await Begin(options, copy, sources);
            foreach (string source in sources)
            {
                string destination = intoDirectory ? PathText.Join(target, PathText.NameOf(source)) : target;
                status = await Transfer(context, options, copy, source, destination) ?? status;
                await context.Breathe();
            }
        }
        finally
        {
            await copy.Finish();
        }

        return status;
    }

    protected abstract bool KeepsTimes(CommandOptions options);

    /// <summary>Before the first is transferred.</summary>
    protected virtual KernelTask Begin(CommandOptions options, FileCopy copy, List<string> sources) => KernelTask.Completed;

    /// <summary>Transfers one, and complains if it cannot.</summary>
    /// <returns>The status to end with; null when all went well.</returns>
    protected abstract KernelTask<int?> Transfer(CommandContext context, CommandOptions options, FileCopy copy, string source, string destination);
}
