using Vela.Hal;

namespace Vela.Shell;

/// <summary>: (XCU 2.14).</summary>
public sealed class ColonCommand : Builtin
{
    public override string Name => ":";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(HelpGroup.Language, ": [WORD...]", "Expands its words, and does nothing.", ": ${EDITOR:=ed}");

    public override KernelTask<int> Run(CommandContext context) => new(0);
}
