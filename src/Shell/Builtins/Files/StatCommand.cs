using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>stat.</summary>
public sealed class StatCommand(IShellFiles files) : OperandCommand
{
    public override string Name => "stat";

    public override CommandManual Manual => new(HelpGroup.Files, "stat [-L] FILE...", "Shows what is known of files.", "stat /etc/passwd", "-L  of what a link leads to\n");

    protected override string OptionLetters => "L";

    protected override async KernelTask<Errno> Do(CommandContext context, CommandOptions options, string operand)
    {
        LinkRule links = options.Has('L') ? LinkRule.Follow : LinkRule.DoNotFollow;
        if (!(await files.ReadStatus(context.Session.Resolve(operand), links)).Ok(out FileStatus facts, out Errno error))
        {
            return error;
        }

        CultureInfo culture = CultureInfo.InvariantCulture;
        context.Output.WriteLine("  File: " + operand);
        context.Output.WriteLine(string.Create(culture, $"  Size: {facts.Size,-12} Blocks: {facts.Blocks,-8} {FileText.Kind(facts.Kind)}"));
        context.Output.WriteLine(string.Create(culture, $"Device: {facts.Device,-12}  Inode: {facts.Inode,-8} Links: {facts.Links}"));
        context.Output.WriteLine("  Mode: " + System.Convert.ToString(facts.Mode, 8).PadLeft(4, '0') + " (" + FileText.Mode(facts) + ")");
        context.Output.WriteLine("Modify: " + facts.Modified.ToString("yyyy-MM-dd HH:mm:ss.fffffff", culture) + " UTC");
        return Errno.None;
    }
}
