using System;
using Vela.Boot;
using Vela.Fs;

namespace Vela.Kernel;

/// <summary>The machine's console as a file: what is written is shown, what is typed and not yet taken by another reader can be read, raw.</summary>
internal sealed class ConsoleDevice(DeviceFileSystem owner, DeviceNumber number, MachineConsole console)
    : DeviceInode(owner, InodeKind.CharacterDevice, number, 0x190) // 0620
{
    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        KernelConsole.Consoles.PollInput();
        while (count < into.Length && KernelConsole.Consoles.TryRead(out byte value))
        {
            into[count++] = value;
        }

        return count > 0 ? FileOutcome.Done : FileOutcome.Blocks(console.Typed);
    }

    public override FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count)
    {
        count = from.Length;
        return console.Write(from);
    }

    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = console.Typed;
        KernelConsole.Consoles.PollInput();
        return PollEvents.Writable | (KernelConsole.Consoles.InputCount > 0 ? PollEvents.Readable : PollEvents.None);
    }
}
