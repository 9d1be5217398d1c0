using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>cd (XCU 3, cd), logical: <c>..</c> undoes the last component as written.</summary>
public sealed class CdCommand(IShellFiles files) : Builtin
{
    public override string Name => "cd";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "cd [DIRECTORY]",
        "Goes to a directory; alone, to HOME; with -, to the one before.",
        "cd /etc");

    public override async KernelTask<int> Run(CommandContext context)
    {
        ShellSession session = context.Session;
        string target = context.Count == 0 ? session.Variables["HOME"] ?? "/" : context[1];
        bool shows = target == "-";
        if (shows)
        {
            target = session.Variables["OLDPWD"] ?? session.WorkingDirectory;
        }

        string path = PathText.Normalize(session.Resolve(target));
        if (!(await files.ReadStatus(path, LinkRule.Follow)).Ok(out FileStatus status, out Errno error))
        {
            return context.Fail(target, error);
        }

        if (status.Kind != FileKind.Directory)
        {
            return context.Fail(target, Errno.NotDirectory);
        }

        // A read-only PWD is the user's own wish; the directory changes all the same.
        _ = session.Variables.TrySet("OLDPWD", session.WorkingDirectory);
        _ = session.Variables.TrySet("PWD", path);
        session.WorkingDirectory = path;
        if (shows)
        {
            context.Output.WriteLine(path);
        }

        return 0;
    }
}
