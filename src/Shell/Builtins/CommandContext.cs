using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>What one run of a command is given: its arguments, its streams, its turn, and the session it changes.</summary>
/// <param name="interpreter">The shell it runs in.</param>
/// <param name="arguments">Its argument vector; the name it was called by is first.</param>
/// <param name="input">What it reads.</param>
/// <param name="output">What it prints.</param>
/// <param name="error">What it complains to; the same object as <paramref name="output"/> if both go to one place, so that order is kept.</param>
public sealed class CommandContext(
    Interpreter interpreter,
    IReadOnlyList<string> arguments,
    ByteStream input,
    OutputWriter output,
    OutputWriter error)
{
    public Interpreter Interpreter => interpreter;

    public ShellSession Session => interpreter.Session;

    public IExecutive Executive => Session.Executive;

    public Interruption? Interruption => Session.Interruption;

    public string Name => arguments[0];

    /// <summary>The arguments without the name.</summary>
    public int Count => arguments.Count - 1;

    public IReadOnlyList<string> Arguments => arguments;

    public ByteStream Input => input;

    public OutputWriter Output => output;

    public OutputWriter Error => error;

    /// <summary>The argument number <paramref name="index"/>, from 1 like <c>$1</c>.</summary>
    public string this[int index] => arguments[index];

    /// <summary>Complains as "NAME: message", and returns the status to end with.</summary>
    public int Fail(string message, int status = 1)
    {
        error.Write(Name);
        error.Write(": ");
        error.WriteLine(message);
        return status;
    }

    /// <summary>Complains as "NAME: what: why", and returns 1.</summary>
    public int Fail(string what, Errno why) => Fail(what + ": " + ErrorText.Of(why));

    /// <summary>Complains about how it was called, and returns 2.</summary>
    public int Misuse(string message) => Fail(message + " (try: help " + Name + ")", 2);

    /// <summary>Lets others run if it is time, and ends the command if it was interrupted.</summary>
    public async KernelTask Breathe()
    {
        await Executive.Breathe();
        if (Interruption is not null)
        {
            await Interruption.PassHold();
        }

        EndIfInterrupted();
    }

    /// <summary>Ends the command if it was interrupted.</summary>
    public void EndIfInterrupted()
    {
        if (Interruption is { IsRequested: true })
        {
            throw CommandEndedException.BySignal(Interruption.Signal);
        }
    }
}
