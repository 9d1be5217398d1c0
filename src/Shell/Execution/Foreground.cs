using Vela.Hal;

namespace Vela.Shell;

/// <summary>Who gets Ctrl-C and Ctrl-Z: the line that runs, or the job that has the console.</summary>
public sealed class Foreground
{
    /// <summary>Ends the line that was typed; null while one is being typed.</summary>
    public Interruption? Line { get; set; }

    /// <summary>The job that has the console; null if the shell itself runs something that cannot be stopped.</summary>
    public Job? Job { get; set; }

    public bool IsBusy => Line is not null;

    public void Interrupt()
    {
        if (Job is not null)
        {
            Job.Signal(Signals.Interrupt);
        }
        else
        {
            Line?.Request(Signals.Interrupt);
        }
    }

    /// <summary>The interrupt character was typed, and the programs that have the console were sent the signal.</summary>
    public void NoteInterrupt()
    {
        if (Job is not null)
        {
            Job.NoteInterrupt();
        }
        else
        {
            Line?.Request(Signals.Interrupt);
        }
    }

    public void NoteSuspend() => Job?.NoteSuspend();

    public void Stop() => Job?.Signal(Signals.TerminalStop);
}
