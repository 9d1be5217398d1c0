using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Runs one builtin to its status, whatever happens inside it.</summary>
/// <remarks>
/// An exception that escapes from a command kills that command alone: its type and message go to standard error, and the status is 134, as if by SIGABRT.
/// <see cref="InvariantBrokenException"/> passes: it stops the machine. So does <see cref="ExpansionException"/>, which is the language's own.
/// </remarks>
internal static class CommandRunner
{
    /// <summary>128 + SIGABRT.</summary>
    public const int AbortedStatus = 134;

    public static async KernelTask<int> Run(Interpreter interpreter, Builtin builtin, IReadOnlyList<string> arguments)
    {
        ShellSession session = interpreter.Session;
        ByteStream input = session.Descriptors[0] ?? new ClosedStream();
        ByteStream output = session.Descriptors[1] ?? new ClosedStream();
        ByteStream error = session.Descriptors[2] ?? new ClosedStream();
        OutputWriter outputWriter = new(output, session.Executive, session.Interruption);
        OutputWriter errorWriter = ReferenceEquals(output, error) ? outputWriter : new OutputWriter(error, session.Executive, session.Interruption);
        CommandContext context = new(interpreter, arguments, input, outputWriter, errorWriter);
        Job? job = builtin.Kind == BuiltinKind.Utility ? session.Job : null; // the others may run programs
        job?.BuiltinBegun();
        if (!builtin.RunsOthers)
        {
            session.Job?.Begin();
        }

        int status;
        try
        {
            status = await builtin.Run(context);
            await outputWriter.Flush();
        }
        catch (CommandEndedException ended)
        {
            status = ended.Status;
            if (ended.Message.Length > 0)
            {
                _ = context.Fail(ended.Message);
            }
        }
        catch (Exception escaped) when (escaped is not (InvariantBrokenException or ExpansionException))
        {
            _ = await outputWriter.TryFlush();
            status = context.Fail(escaped.GetType().Name + ": " + escaped.Message, AbortedStatus);
        }

        job?.BuiltinEnded();
        _ = await errorWriter.TryFlush(); // There is nowhere left to complain to.
        return status;
    }
}
