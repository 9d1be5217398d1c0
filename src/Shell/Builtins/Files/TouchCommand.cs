using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>touch.</summary>
public sealed class TouchCommand(IShellFiles files, IShellClock clock) : OperandCommand
{
    public override string Name => "touch";

    public override CommandManual Manual => new(
        HelpGroup.Files, "touch [-c] FILE...", "Makes empty files, or says that files changed now.", "touch /tmp/flag", "-c  makes none\n");

    protected override string OptionLetters => "c";

    protected override async KernelTask<Errno> Do(CommandContext context, CommandOptions options, string operand)
    {
        string path = context.Session.Resolve(operand);
        Errno error = await files.SetModified(path, clock.UtcNow);
        if (error != Errno.NoEntry)
        {
            return error;
        }

        if (options.Has('c'))
        {
            return Errno.None;
        }

        if (!(await files.Open(path, OpenIntent.Append)).Ok(out ByteStream? stream, out error))
        {
            return error;
        }

        stream.Release();
        return Errno.None;
    }
}
