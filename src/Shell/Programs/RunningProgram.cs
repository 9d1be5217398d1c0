using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>A process that the shell started and watches.</summary>
/// <remarks>Owns: the news of it that the shell has not yet taken. It reaps the process when it has told of its end.</remarks>
internal sealed class RunningProgram(IExecutive executive, Container container, ProgramConsole? console, List<StreamInode> streams) : IProgram, IProcessWatcher
{
    private readonly KernelWaitQueue _news = new(executive);
    private readonly Queue<ProgramChange> _changes = new();
    private Process? _process;
    private int _group;
    private Termios? _settings;

    /// <summary>Supplied when its file is loaded, or cannot be.</summary>
    public KernelCompletion<Errno> Loaded { get; } = new(executive);

    public Process? Process
    {
        get => _process;
        set
        {
            _process = value;
            _group = value!.Group.Id;
        }
    }

    public int Id => Process!.ProcessId;

    public async KernelTask<ProgramChange> WaitForChange()
    {
        ProgramChange change;
        while (!_changes.TryDequeue(out change))
        {
            _ = await _news.Wait();
        }

        if (change.Kind is ProgramChangeKind.Exited or ProgramChangeKind.Killed)
        {
            foreach (StreamInode stream in streams)
            {
                await stream.Drain();
            }
        }

        return change;
    }

    public Errno Signal(int signal) => Process!.State == ProcessState.Reaped
        ? Errno.NoProcess
        : Process.Send(new SignalInfo { Signal = (Signal)signal, Code = SignalCode.User });

    public Errno SignalGroup(int signal) => container.FindGroup(_group) is { } group
        ? group.Send(new SignalInfo { Signal = (Signal)signal, Code = SignalCode.User })
        : Errno.NoProcess;

    public void Place(JobPlacement placement)
    {
        if (placement == JobPlacement.Background)
        {
            bool hasEndedWell = Process!.State is ProcessState.Zombie or ProcessState.Reaped && Process.ExitStatus == 0;
            _settings = console?.TakeBack(_group, hasEndedWell ? LentSettings.Kept : LentSettings.Undone);
        }
        else if (container.FindGroup(_group) is { } group)
        {
            console?.Lend(group, in _settings);
        }
    }

    public void Started(Process process, Errno error) => Loaded.Supply(error);

    public void Changed(Process process)
    {
        if (process.State == ProcessState.Zombie)
        {
            int signal = process.ExitStatus & 0x7f;
            _changes.Enqueue(signal != 0
                ? new ProgramChange(ProgramChangeKind.Killed, signal)
                : new ProgramChange(ProgramChangeKind.Exited, process.ExitStatus >> 8));
            container.Reap(process);
        }
        else
        {
            _changes.Enqueue(process.TakeReport() == ChildReport.Stopped
                ? new ProgramChange(ProgramChangeKind.Stopped, (int)process.StopSignal)
                : new ProgramChange(ProgramChangeKind.Continued, (int)Processes.Signal.Continue));
        }

        _news.WakeAll();
    }
}
