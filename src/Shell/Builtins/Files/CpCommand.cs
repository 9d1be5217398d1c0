using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>cp.</summary>
public sealed class CpCommand(IShellFiles files, IShellClock clock) : TransferCommand(files, clock)
{
    public override string Name => "cp";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "cp [-aprv] SOURCE... TARGET",
        "Copies files; several go into a directory.",
        "cp -r /etc /tmp/etc",
        "-r  directories with all that is in them\n-p  with the times of their last change; -a is -r and -p\n-v  says what it copies\n"
        + "What takes long shows how far it is, on a console.\n");

    protected override string OptionLetters => "aprRv";

    protected override bool KeepsTimes(CommandOptions options) => options.Has('p') || options.Has('a');

    protected override async KernelTask Begin(CommandOptions options, FileCopy copy, List<string> sources)
    {
        foreach (string source in sources)
        {
            await copy.Expect(source, TakesTrees(options) ? int.MaxValue : 0);
        }
    }

    protected override async KernelTask<int?> Transfer(CommandContext context, CommandOptions options, FileCopy copy, string source, string destination)
    {
        if (TakesTrees(options))
        {
            return await copy.CopyTree(source, destination);
        }

        string from = context.Session.Resolve(source);
        if (!(await Files.ReadStatus(from, LinkRule.Follow)).Ok(out FileStatus facts, out Errno error))
        {
            return context.Fail(source, error);
        }

        if (facts.Kind == FileKind.Directory)
        {
            return context.Fail(source + ": is a directory (-r copies it)");
        }

        error = await copy.Copy(from, context.Session.Resolve(destination), facts);
        if (error != Errno.None)
        {
            return context.Fail(destination, error);
        }

        await copy.Tell(source, destination);
        return null;
    }

    private static bool TakesTrees(CommandOptions options) => options.Has('r') || options.Has('R') || options.Has('a');
}
