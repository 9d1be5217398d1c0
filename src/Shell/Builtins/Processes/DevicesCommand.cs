using System;
using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>irq, pci, disks: a list of what there is.</summary>
public sealed class DevicesCommand(string name, string summary, Func<IReadOnlyList<string>> collect) : Builtin
{
    public override string Name => name;

    public override CommandManual Manual => new(HelpGroup.Kernel, name, summary, name);

    public override async KernelTask<int> Run(CommandContext context)
    {
        foreach (string line in collect())
        {
            context.Output.WriteLine(line);
            await context.Output.Drain();
        }

        return 0;
    }
}
