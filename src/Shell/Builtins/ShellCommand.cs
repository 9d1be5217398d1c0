using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>shell: another shell inside this one (S-39). With <c>run --with</c> it has less.</summary>
/// <remarks>It has the session's console while it runs, but neither its variables that are not exported, nor its functions, nor its jobs.</remarks>
public sealed class ShellCommand(ShellAuthority authority) : Builtin
{
    public const string ShellName = "shell";

    private const int NotFound = 127;

    public override string Name => ShellName;

    public override CommandManual Manual => new(
        HelpGroup.Session,
        "shell [-c TEXT | FILE] [ARGUMENT...]",
        "Starts another shell inside this one, for a person, a text or a script.",
        "shell -c 'echo $1' word",
        "exit leaves it. 'run --with ... shell' starts one that has less than this one.\n");

    public override KernelTask<int> Run(CommandContext context) => Run(context, authority, 1, context.Session.WorkingDirectory, null);

    /// <summary>Runs a shell to its end.</summary>
    /// <param name="context">Its streams, and the arguments.</param>
    /// <param name="given">All that it has.</param>
    /// <param name="first">Where its arguments begin.</param>
    /// <param name="directory">Where it begins, from its own root.</param>
    /// <param name="prompt">What a person sees before typing; null: as ever.</param>
    public static async KernelTask<int> Run(CommandContext context, ShellAuthority given, int first, string directory, string? prompt)
    {
        List<KeyValuePair<string, string>> environment = [.. context.Session.Variables.CollectEnvironment()];
        if (prompt is not null)
        {
            environment.Add(new KeyValuePair<string, string>("PS1", prompt));
        }

        await context.Output.Flush();
        CommandShell shell = new(given) { Environment = environment, Job = context.Session.Job, WorkingDirectory = directory };
        if (first > context.Count)
        {
            bool isInFront = context.Session.Job is not { Placement: JobPlacement.Background };
            return context.Input is ConsoleStream console && context.Output.Stream.IsConsole && isInFront && given.Console is not null
                ? await shell.RunInside(console.Terminal)
                : context.Fail("nobody types here: give it -c TEXT or a FILE");
        }

        string text;
        string name;
        if (context[first] == "-c")
        {
            if (first == context.Count)
            {
                return context.Misuse("-c needs a text");
            }

            text = context[first + 1];
            first += 2;
            name = first <= context.Count ? context[first++] : ShellName;
        }
        else
        {
            name = context[first++];
            if (given.Files is not { } files)
            {
                return context.Fail(name, Errno.NoEntry);
            }

            if (!(await Interpreter.ReadText(files, name.StartsWith('/') ? name : PathText.Join(directory, name), context.Interruption)).Ok(out string? read, out Errno error))
            {
                return context.Fail(name + ": " + ErrorText.Of(error), NotFound);
            }

            text = read;
        }

        return await shell.RunScript(
            text, name, Interpreter.Tail(context.Arguments, first), context.Input, context.Output.Stream, context.Error.Stream, context.Interruption);
    }
}
