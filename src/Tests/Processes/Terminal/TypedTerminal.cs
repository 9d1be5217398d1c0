using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>A terminal with somebody who types and looks at what is shown.</summary>
internal sealed class TypedTerminal : ITerminalOutput, IDisposable
{
    private readonly StringBuilder _shown = new();

    public TypedTerminal()
    {
        Terminal = new Terminal(Machine.Anonymous, this, Clock);
        File = AnonymousFileSystem.Open(Terminal, OpenFlags.Read | OpenFlags.Write);
        Assert.That(File.TryOpen(Credentials.Kernel).IsDone);
        Terminal.Foreground = Group;
    }

    public IpcMachine Machine { get; } = new();

    public ManualClock Clock { get; } = new();

    public Terminal Terminal { get; }

    public OpenFile File { get; }

    public NotedGroup Group { get; } = new(10);

    public Caller Caller { get; } = new();

    /// <summary>How many bytes the device still takes.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>What was shown since the last look.</summary>
    public string Shown
    {
        get
        {
            string text = _shown.ToString();
            _shown.Clear();
            return text;
        }
    }

    public int TryWrite(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(Room, bytes.Length);
        Room -= taken;
        _shown.Append(Encoding.Latin1.GetString(bytes[..taken]));
        return taken;
    }

    public void Unused()
    {
    }

    public void InputTaken()
    {
    }

    public void Dispose()
    {
        File.Close();
        Machine.Dispose();
    }

    public void Type(string text) => Assert.That(Terminal.Receive(Encoding.Latin1.GetBytes(text)), Is.EqualTo(text.Length));

    public void Change(LocalModes off, LocalModes on = LocalModes.None)
    {
        Termios settings = Terminal.Settings;
        settings.Local = (settings.Local & ~off) | on;
        Set(settings);
    }

    public void Set(Termios settings) => Assert.That(Terminal.TrySetSettings(in settings, TerminalChange.Now).IsDone);

    public void SetRaw(byte minimum, byte time)
    {
        Termios settings = Terminal.Settings;
        settings.Local &= ~(LocalModes.Canonical | LocalModes.Echo);
        settings.Characters[(int)ControlCharacter.Minimum] = minimum;
        settings.Characters[(int)ControlCharacter.Time] = time;
        Set(settings);
    }

    /// <summary>What a read gives at once; null when it waits.</summary>
    public string? Read(int most = 4096)
    {
        byte[] into = new byte[most];
        Caller caller = new();
        caller.Read(File, into);
        if (caller.IsWaiting)
        {
            caller.Interrupt();
            return null;
        }

        Assert.That(caller.Error, Is.EqualTo(Errno.None));
        return Encoding.Latin1.GetString(into, 0, caller.Done);
    }

    public void Write(string text) => Caller.Write(File, Encoding.Latin1.GetBytes(text));

    /// <summary>A process group that remembers what it was sent.</summary>
    internal sealed class NotedGroup(int id) : ISignalGroup
    {
        private readonly List<Signal> _sent = [];

        public int Id => id;

        public Signal[] Sent
        {
            get
            {
                Signal[] sent = [.. _sent];
                _sent.Clear();
                return sent;
            }
        }

        public void Send(Signal signal) => _sent.Add(signal);
    }
}
