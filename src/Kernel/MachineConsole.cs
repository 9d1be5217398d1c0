using System;
using Vela.Boot;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The machine's consoles as the shell sees them: serial and screen as one.</summary>
internal sealed class MachineConsole(IExecutive executive) : IShellConsole
{
    private readonly KernelWaitQueue _arrived = new(executive);

    public ConsoleSize Size => new(KernelConsole.Consoles.Columns, KernelConsole.Consoles.Rows);

    public ConsoleKind Kind => ConsoleKind.Ansi;

    public ConsoleMode Mode { get; set; }

    /// <summary>Happens when something was typed: for those who read the console as a file.</summary>
    public FileEvent Typed { get; } = new();

    /// <summary>Something was typed: called when the serial port or the keyboard has interrupted.</summary>
    public void NoteInput()
    {
        KernelConsole.Consoles.PollInput();
        if (KernelConsole.Consoles.InputCount > 0)
        {
            _arrived.WakeAll();
            Typed.WakeAll();
        }
    }

    public async KernelTask<ConsoleInput> Read(Memory<byte> buffer, Interruption interruption)
    {
        while (true)
        {
            KernelConsole.Consoles.PollInput();
            int count = 0;
            while (count < buffer.Length && KernelConsole.Consoles.TryRead(out byte value))
            {
                buffer.Span[count++] = value;
            }

            if (count > 0)
            {
                return new ConsoleInput(ConsoleInputKind.Bytes, count);
            }

            if (await _arrived.Wait(interruption) == WaitOutcome.Interrupted)
            {
                return new ConsoleInput(ConsoleInputKind.Closed);
            }
        }
    }

    public Errno Write(ReadOnlySpan<byte> bytes)
    {
        KernelConsole.Consoles.Queue(bytes);
        return Errno.None;
    }
}
