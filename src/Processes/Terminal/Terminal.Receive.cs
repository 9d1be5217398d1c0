using System;

namespace Vela.Processes;

/// <remarks>Input: what each byte that is typed means.</remarks>
public sealed partial class Terminal
{
    private const byte Bell = 7;

    /// <summary>What stands in the queue for an end of file; marked as the end of a line.</summary>
    private const byte EndOfFileMark = 0;

    private readonly InputQueue _input = new();
    private bool _isLiteral;

    /// <summary>Takes what was typed. Answers how many bytes; fewer when nobody reads and there is no room (<see cref="ITerminalOutput.InputTaken"/> tells when there is).</summary>
    public int Receive(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        ulong before = Readable;
        while (taken < bytes.Length && (HasInputRoom || FindSignal(bytes[taken]) != Signal.None))
        {
            ReceiveByte(bytes[taken++]);
        }

        ContinueOutput();
        if (Readable != before)
        {
            WakeReaders();
        }

        return taken;
    }

    /// <summary>Up to where it can be read.</summary>
    private ulong Readable => Rule == InputRule.Lines ? _input.LineStart : _input.End;

    /// <summary>A line that is too long is cut instead: somebody must be able to end it.</summary>
    internal bool HasInputRoom => _input.Count < InputQueue.Capacity - 1 || (Rule == InputRule.Lines && _input.ReadableCount == 0);

    private void ReceiveByte(byte value)
    {
        if (_settings.Has(InputModes.Strip))
        {
            value &= 0x7f;
        }

        if (_settings.Has(InputModes.ToLower) && _settings.Has(LocalModes.Extended) && value is >= (byte)'A' and <= (byte)'Z')
        {
            value += 32;
        }

        if (_isLiteral)
        {
            _isLiteral = false;
            AddEchoed(value);
            return;
        }

        if (_settings.Has(InputModes.FlowControl) && TryControlFlow(value))
        {
            return;
        }

        if (FindSignal(value) is var signal and not Signal.None)
        {
            Interrupt(signal, value);
            return;
        }

        if (_isHeld && _settings.Has(InputModes.FlowControl) && _settings.Has(InputModes.AnyStarts))
        {
            Control(TerminalFlow.ContinueOutput);
        }

        if (value == '\r' && _settings.Has(InputModes.IgnoreReturn))
        {
            return;
        }

        if (value == '\r' && _settings.Has(InputModes.ReturnToNewline))
        {
            value = (byte)'\n';
        }
        else if (value == '\n' && _settings.Has(InputModes.NewlineToReturn))
        {
            value = (byte)'\r';
        }

        if (Rule == InputRule.Bytes || !TryEdit(value))
        {
            AddEchoed(value);
        }
    }

    private bool TryControlFlow(byte value)
    {
        bool isStart = _settings.Is(value, ControlCharacter.Start);
        bool isStop = _settings.Is(value, ControlCharacter.Stop);
        if (isStart)
        {
            Control(TerminalFlow.ContinueOutput);
        }
        else if (isStop)
        {
            Control(TerminalFlow.HoldOutput);
        }

        return isStart || isStop;
    }

    private Signal FindSignal(byte value)
    {
        if (!_settings.Has(LocalModes.Signals) || _isLiteral)
        {
            return Signal.None;
        }

        return _settings.Is(value, ControlCharacter.Interrupt) ? Signal.Interrupt
            : _settings.Is(value, ControlCharacter.Quit) ? Signal.Quit
            : _settings.Is(value, ControlCharacter.Suspend) ? Signal.TerminalStop : Signal.None;
    }

    private void Interrupt(Signal signal, byte value)
    {
        if (!_settings.Has(LocalModes.NoFlush))
        {
            Flush(TerminalQueue.Both);
        }

        _isHeld &= !_settings.Has(InputModes.FlowControl);
        if (_settings.Has(LocalModes.Echo))
        {
            Echo(value);
        }

        Foreground?.Send(signal);
    }

    /// <summary>Does what a byte means where input comes by lines; false when it is only a character.</summary>
    private bool TryEdit(byte value)
    {
        bool isExtended = _settings.Has(LocalModes.Extended);
        if (_settings.Is(value, ControlCharacter.Erase))
        {
            EraseCharacter();
        }
        else if (_settings.Is(value, ControlCharacter.Kill))
        {
            KillLine(value);
        }
        else if (isExtended && _settings.Is(value, ControlCharacter.WordErase))
        {
            EraseWord();
        }
        else if (isExtended && _settings.Is(value, ControlCharacter.LiteralNext))
        {
            _isLiteral = true;
            if (_settings.Has(LocalModes.Echo) && _settings.Has(LocalModes.EchoControl))
            {
                EchoRaw((byte)'^');
                EchoRaw((byte)'\b');
            }
        }
        else if (isExtended && _settings.Is(value, ControlCharacter.Reprint) && _settings.Has(LocalModes.Echo))
        {
            Reprint(value);
        }
        else if (_settings.Is(value, ControlCharacter.EndOfFile))
        {
            _input.Add(EndOfFileMark);
            _input.EndLine();
        }
        else if (value == '\n')
        {
            if (_settings.Has(LocalModes.Echo) || _settings.Has(LocalModes.EchoNewline))
            {
                EchoRaw(value);
            }

            EndLine(value);
        }
        else if (_settings.Is(value, ControlCharacter.EndOfLine) || (isExtended && _settings.Is(value, ControlCharacter.SecondEndOfLine)))
        {
            if (_settings.Has(LocalModes.Echo))
            {
                Echo(value);
            }

            EndLine(value);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void EndLine(byte value)
    {
        _input.Add(value);
        _input.EndLine();
    }

    private void AddEchoed(byte value)
    {
        // The last place is for the end of the line.
        if (_input.Count >= InputQueue.Capacity - 1)
        {
            EchoRaw(Bell);
            return;
        }

        if (_settings.Has(LocalModes.Echo))
        {
            NoteEditColumn();
            if (value == '\n')
            {
                EchoRaw(value);
            }
            else
            {
                Echo(value);
            }
        }

        _input.Add(value);
        if (value == 255 && _settings.Has(InputModes.MarkParity) && _input.Count < InputQueue.Capacity - 1)
        {
            _input.Add(value);
        }
    }
}
