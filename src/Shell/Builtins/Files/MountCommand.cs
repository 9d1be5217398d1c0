using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>mount.</summary>
public sealed class MountCommand(IShellFiles files) : Builtin
{
    public override string Name => "mount";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "mount [-t TYPE] [-o OPTIONS] [SOURCE DIRECTORY]",
        "Mounts a file system, or lists what is mounted.",
        "mount -t ext2 -o ro /dev/sda /mnt");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "t:o:") is not { } options)
        {
            return 2;
        }

        if (options.Operands.Count == 0)
        {
            foreach (MountFacts mount in files.CollectMounts())
            {
                context.Output.WriteLine(mount.Source + " on " + mount.Path + " type " + mount.Type + " (" + mount.Options + ")");
            }

            return 0;
        }

        if (options.Operands.Count != 2)
        {
            return context.Misuse("what, and where?");
        }

        string directory = context.Session.Resolve(options.Operands[1]);
        Errno error = await files.Mount(options.Operands[0], directory, options.Value('t') ?? "ext2", options.Value('o') ?? "");
        return error == Errno.None ? 0 : context.Fail(options.Operands[0], error);
    }
}
