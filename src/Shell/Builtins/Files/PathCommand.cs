using System;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>basename and dirname.</summary>
public sealed class PathCommand(string name, Func<string, string> part, string summary) : Builtin
{
    public override string Name => name;

    public override CommandManual Manual => new(
        HelpGroup.Text, name + " PATH" + (name == "basename" ? " [SUFFIX]" : ""), summary, name + " /etc/rc.d/init");

    public override KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            return new KernelTask<int>(context.Misuse("which path?"));
        }

        string result = part(context[1]);
        if (name == "basename" && context.Count > 1 && result != context[2] && result.EndsWith(context[2], StringComparison.Ordinal))
        {
            result = result[..^context[2].Length];
        }

        context.Output.WriteLine(result);
        return new KernelTask<int>(0);
    }
}
