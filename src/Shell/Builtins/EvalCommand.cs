using Vela.Hal;

namespace Vela.Shell;

/// <summary>eval (XCU 2.14).</summary>
public sealed class EvalCommand : Builtin
{
    public override string Name => "eval";

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override bool RunsOthers => true;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "eval [WORD...]",
        "Joins its words by spaces, and runs what that says.",
        "name=HOME; eval \"echo \\$$name\"");

    public override async KernelTask<int> Run(CommandContext context)
    {
        string text = string.Join(' ', Interpreter.Tail(context.Arguments, 1));
        context.Session.LastStatus = 0;
        return await context.Interpreter.RunText(text, "eval");
    }
}
