using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>A processor whose programs are C#: each time one runs, its next system call is put into its registers.</summary>
internal sealed class SimulatedUserMode : IUserMode
{
    private readonly List<SimulatedProgram> _programs = [];

    public int StateBytes => 576;

    public ulong GsBase { get; set; }

    /// <summary>Called whenever a program has nothing to do, so that time passes and others get their turn.</summary>
    public Action? Idle { get; set; }

    public void Add(SimulatedProgram program) => _programs.Add(program);

    public UserExit Run(UserContext[] context)
    {
        foreach (SimulatedProgram program in _programs)
        {
            if (program.Thread.State == ThreadState.Running)
            {
                if (program.TryStep(ref context[0]))
                {
                    return UserExit.SystemCall;
                }

                if (!program.IsBusy)
                {
                    program.Thread.Yield();
                }

                break;
            }
        }

        Idle?.Invoke();
        return UserExit.Interrupt;
    }

    public void SaveState(byte[] state)
    {
    }

    public bool TrySaveState(Span<byte> state) => false;

    public void RestoreState(byte[] state)
    {
    }

    public bool TryRestoreState(ReadOnlySpan<byte> state) => false;

    public Span<byte> StateOf(byte[] state) => state.AsSpan(0, StateBytes);
}
