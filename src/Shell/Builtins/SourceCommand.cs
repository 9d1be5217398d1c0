using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>. and source (XCU 2.14, dot).</summary>
public sealed class SourceCommand(string name) : Builtin
{
    public override string Name => name;

    public override BuiltinKind Kind => BuiltinKind.Special;

    public override CommandManual Manual => new(
        HelpGroup.Language,
        name + " FILE [ARGUMENT...]",
        "Runs a script in this very shell.",
        name + " /etc/profile",
        "A name without a slash is looked for in PATH, then here.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count == 0)
        {
            return context.Misuse("which file?");
        }

        if (context.Session.Files is not { } files)
        {
            return context.Fail("this shell was not given files", 126);
        }

        string path = context.Session.Resolve(context[1]);
        if (!context[1].Contains('/', StringComparison.Ordinal))
        {
            path = await InPath(context, files, context[1]) ?? path;
        }

        if (!(await Interpreter.ReadText(files, path, context.Interruption)).Ok(out string? text, out Errno error))
        {
            return context.Fail(context[1], error);
        }

        IReadOnlyList<string> outer = context.Session.Parameters;
        if (context.Count > 1)
        {
            context.Session.Parameters = Interpreter.Tail(context.Arguments, 2);
        }

        context.Session.LastStatus = 0;
        int status = await context.Interpreter.Source(text, context[1]);
        if (context.Count > 1)
        {
            context.Session.Parameters = outer;
        }

        return status;
    }

    private static async KernelTask<string?> InPath(CommandContext context, IShellFiles files, string file)
    {
        foreach (string directory in (context.Session.Variables["PATH"] ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = context.Session.Resolve(directory + "/" + file);
            if ((await files.ReadStatus(path, LinkRule.Follow)).IsOk)
            {
                return path;
            }
        }

        return null;
    }
}
