using Vela.Hal;

namespace Vela.Shell;

/// <summary>command (XCU 3, command).</summary>
public sealed class CommandCommand : Builtin
{
    public override string Name => "command";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override bool RunsOthers => true;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        "command [-v] NAME [ARGUMENT...]",
        "Runs a command even where a function has its name.",
        "command -v cat",
        "-v  prints what the name stands for instead\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            return 0;
        }

        if (context[1] != "-v")
        {
            return await context.Interpreter.RunArguments(Interpreter.Tail(context.Arguments, 1), Lookup.NoFunctions);
        }

        int status = 0;
        for (int i = 2; i <= context.Count; i++)
        {
            string name = context[i];
            bool known = context.Session.Functions.ContainsKey(name) || context.Session.Builtins.Find(name) is not null;
            if ((known ? name : await context.Interpreter.FindProgram(name)) is { } found)
            {
                context.Output.WriteLine(found);
            }
            else
            {
                status = 127;
            }
        }

        return status;
    }
}
