using System;
using System.Text;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>A console for programs on a <see cref="LinuxMachine"/>, at which the test types.</summary>
internal sealed class ConsoleOnMachine : ITerminalOutput
{
    private const ulong NodeOfTheConsole = 0x501;
    private const ulong CharacterDevice = 0x2180;

    private readonly LinuxMachine _machine;
    private readonly StringBuilder _shown = new();

    public ConsoleOnMachine(LinuxMachine machine)
    {
        _machine = machine;
        Terminal = new Terminal(machine.Anonymous, this, machine.Scheduler.Deadlines) { Device = new DeviceNumber(5, 1) };
        Access = new SystemConsole(Terminal);
        Handle = machine.Capabilities.RootSpace.Insert(Access, SystemConsole.Usable).Expect("there is room");
    }

    public Terminal Terminal { get; }

    public SystemConsole Access { get; }

    /// <summary>The kernel's capability for it.</summary>
    public CapabilityHandle Handle { get; }

    public string Shown => _shown.ToString();

    /// <summary>Hands it to a program.</summary>
    public void Give(SimulatedProgram program, Rights rights = SystemConsole.Usable) =>
        Assert.That(program.Thread.Process.Descriptors.Give(WellKnown.Console, _machine.Capabilities.RootSpace, Handle, rights), Is.EqualTo(Errno.None));

    /// <summary>Gives it a name.</summary>
    public void MakeNode(SimulatedProgram maker, string path)
    {
        Assert.That(_machine.Call(maker, 133, LinuxMachine.PokeText(maker, path), CharacterDevice, NodeOfTheConsole), Is.Zero);
        Inode node = _machine.Files.MustFind(path);
        node.Behind = Terminal;
        node.Guard = Access;
    }

    int ITerminalOutput.TryWrite(ReadOnlySpan<byte> bytes)
    {
        _ = _shown.Append(Encoding.UTF8.GetString(bytes));
        return bytes.Length;
    }

    void ITerminalOutput.Unused()
    {
    }

    void ITerminalOutput.InputTaken()
    {
    }
}
