using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>Output: what programs write and what is echoed, processed and held until the device takes it.</remarks>
public sealed partial class Terminal
{
    // A write waits above the first; echo is dropped above the second; who waits to write is woken below the third.
    private const int MostOutput = 4096;
    private const int MostEcho = 8192;
    private const int LowOutput = 2048;
    private const int TabWidth = 8;

    private ByteRing _out = new();

    /// <summary>Where the cursor is, counted from 0; right as long as output is processed.</summary>
    private int _column;
    private bool _isHeld;

    public override FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count)
    {
        count = 0;
        if (IsHungUp(file))
        {
            return Errno.InputOutput;
        }

        int before;
        do
        {
            before = count;
            while (count < from.Length && _out.Count < MostOutput)
            {
                Put(from[count++]);
            }

            ContinueOutput();
        }
        while (count < from.Length && count != before);

        return count != 0 || from.IsEmpty ? FileOutcome.Done : FileOutcome.Blocks(_changed);
    }

    /// <summary>The device can take more.</summary>
    public void ContinueOutput()
    {
        int before = _out.Count;
        int taken = 1;
        while (!_isHeld && taken != 0 && _out.Count != 0)
        {
            taken = _device.TryWrite(_out.First);
            _out.Drop(taken);
        }

        int after = _out.Count;
        if (after != before && (after == 0 || (before > LowOutput && after <= LowOutput)))
        {
            _changed.WakeAll(PollEvents.Writable);
        }
    }

    /// <summary>Holds output or continues it, or asks the other side to (TCXONC).</summary>
    public void Control(TerminalFlow flow)
    {
        switch (flow)
        {
            case TerminalFlow.HoldOutput:
                _isHeld = true;
                break;
            case TerminalFlow.ContinueOutput:
                _isHeld = false;
                ContinueOutput();
                break;
            default:
                byte sent = _settings[flow == TerminalFlow.HoldInput ? ControlCharacter.Stop : ControlCharacter.Start];
                if (sent != 0)
                {
                    Emit(sent);
                    ContinueOutput();
                }

                break;
        }
    }

    /// <summary>Puts a byte out as the output modes say (termios(3), c_oflag).</summary>
    private void Put(byte value)
    {
        OutputModes modes = _settings.Output;
        if ((modes & OutputModes.Process) == 0)
        {
            Emit(value);
            return;
        }

        switch (value)
        {
            case (byte)'\n':
                if ((modes & OutputModes.NewlineToReturnNewline) != 0)
                {
                    Emit((byte)'\r');
                }

                _column = (modes & (OutputModes.NewlineToReturnNewline | OutputModes.NewlineReturns)) != 0 ? 0 : _column;
                Emit(value);
                break;
            case (byte)'\r':
                if ((modes & OutputModes.NoReturnAtStart) != 0 && _column == 0)
                {
                    break;
                }

                bool isReplaced = (modes & OutputModes.ReturnToNewline) != 0;
                _column = isReplaced && (modes & OutputModes.NewlineReturns) == 0 ? _column : 0;
                Emit(isReplaced ? (byte)'\n' : value);
                break;
            case (byte)'\t':
                PutTab((modes & OutputModes.ExpandTabs) == OutputModes.ExpandTabs ? (byte)' ' : (byte)0);
                break;
            case (byte)'\b':
                _column -= _column > 0 ? 1 : 0;
                Emit(value);
                break;
            default:
                bool isLower = value is >= (byte)'a' and <= (byte)'z';
                _column += IsControl(value) || IsContinuation(value) ? 0 : 1;
                Emit(isLower && (modes & OutputModes.ToUpper) != 0 ? (byte)(value - 32) : value);
                break;
        }
    }

    /// <param name="filler">What it is made of; 0: it stays a tab.</param>
    private void PutTab(byte filler)
    {
        int width = TabWidth - (_column % TabWidth);
        _column += width;
        for (int i = 0; i < (filler == 0 ? 1 : width); i++)
        {
            Emit(filler == 0 ? (byte)'\t' : filler);
        }
    }

    private void Emit(byte value)
    {
        if (_out.Room == 0)
        {
            _out.Resize(Math.Max(64, _out.Length * 2));
        }

        _out.Write([value]);
    }

    /// <summary>Shows what was typed: a control character as ^X where that is asked for.</summary>
    private void Echo(byte value)
    {
        if (_settings.Has(LocalModes.EchoControl) && IsControl(value) && value != '\t')
        {
            EchoRaw((byte)'^');
            EchoRaw((byte)(value ^ 0x40));
        }
        else
        {
            EchoRaw(value);
        }
    }

    private void EchoRaw(byte value)
    {
        if (_out.Count < MostEcho - TabWidth)
        {
            Put(value);
        }
    }

    private static bool IsControl(byte value) => value is < 32 or 127;

    private bool IsContinuation(byte value) => _settings.Has(InputModes.Utf8) && (value & 0xc0) == 0x80;
}
