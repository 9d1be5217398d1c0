using Vela.Hal;

namespace Vela.Shell;

/// <summary>type (XCU 3, type).</summary>
public sealed class TypeCommand : Builtin
{
    public override string Name => "type";

    public override BuiltinKind Kind => BuiltinKind.Intrinsic;

    public override CommandManual Manual => new(HelpGroup.Session, "type NAME...", "Says what a command's name stands for.", "type cd");

    public override async KernelTask<int> Run(CommandContext context)
    {
        int status = 0;
        for (int i = 1; i <= context.Count; i++)
        {
            string name = context[i];
            if (context.Session.Functions.TryGetValue(name, out FunctionDefinition? function))
            {
                context.Output.WriteLine(name + " is a function");
                context.Output.Write(SyntaxPrinter.Print(function));
            }
            else if (context.Session.Builtins.Find(name) is { } builtin)
            {
                context.Output.WriteLine(name + (builtin.Kind == BuiltinKind.Special ? " is a special shell builtin" : " is a shell builtin"));
            }
            else if (await context.Interpreter.FindProgram(name) is { } path)
            {
                context.Output.WriteLine(name + " is " + path);
            }
            else
            {
                context.Error.WriteLine(name + ": not found");
                status = 127;
            }
        }

        return status;
    }
}
