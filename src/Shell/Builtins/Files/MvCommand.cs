using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>mv: a new name within a file system, a copy and a removal across two.</summary>
public sealed class MvCommand(IShellFiles files, IShellClock clock) : TransferCommand(files, clock)
{
    public override string Name => "mv";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "mv [-fv] SOURCE... TARGET",
        "Renames or moves files; several go into a directory.",
        "mv /tmp/new /etc/motd",
        "Onto another file system it copies, with the times of the last change, and removes the source when all was copied.\n-v  says what it moves\n");

    protected override string OptionLetters => "fv";

    protected override bool KeepsTimes(CommandOptions options) => true;

    protected override async KernelTask<int?> Transfer(CommandContext context, CommandOptions options, FileCopy copy, string source, string destination)
    {
        Errno error = await Files.Rename(context.Session.Resolve(source), context.Session.Resolve(destination));
        if (error == Errno.None)
        {
            await copy.Tell(source, destination);
            return null;
        }

        if (error != Errno.CrossDevice)
        {
            return context.Fail(source, error);
        }

        await copy.Expect(source, int.MaxValue);
        if (await copy.CopyTree(source, destination) is { } failed)
        {
            return failed;
        }

        error = await new TreeRemoval(Files, context).Remove(source);
        return error == Errno.None ? null : context.Fail(source, error);
    }
}
