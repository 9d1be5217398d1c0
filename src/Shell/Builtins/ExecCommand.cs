using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>exec (XCU 2.14). The interpreter runs it, because its redirections outlive it; this is its name and its help.</summary>
public sealed class ExecCommand : Builtin
{
    public override string Name => "exec";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "exec [COMMAND [ARGUMENT...]]",
        "Redirects this shell itself; with a command, ends the shell with it.",
        "exec 2>/tmp/errors");

    public override KernelTask<int> Run(CommandContext context)
    {
        Panic.Invariant("exec is the interpreter's to run");
        return default;
    }
}
