using System;

namespace Vela.Boot;

/// <summary>From bytes to characters, controls and sequences.</summary>
public unsafe partial struct TextTerminal
{
    private const int MaxParameters = 16;
    private const int LargestParameter = 65535;
    private const uint EscapeCharacter = 0x1b;

    private void Decode(byte unit)
    {
        Utf8Outcome outcome = _decoder.Push(unit, out uint codePoint);
        if (outcome == Utf8Outcome.BrokenBefore)
        {
            Accept(codePoint);
            outcome = _decoder.Push(unit, out codePoint);
        }

        if (outcome != Utf8Outcome.More)
        {
            Accept(codePoint);
        }
    }

    private void Accept(uint codePoint)
    {
        if (_state is ParserState.OperatingSystemCommand or ParserState.DeviceString)
        {
            SkipString(codePoint);
        }
        else if (codePoint == EscapeCharacter)
        {
            _state = ParserState.Escape;
            _intermediate = 0;
        }
        else if (codePoint is 0x18 or 0x1a)
        {
            _state = ParserState.Ground; // CAN and SUB break a sequence off
        }
        else if (codePoint < 0x20)
        {
            Control((byte)codePoint); // also in the middle of a sequence
        }
        else if (codePoint is >= 0x7f and < 0xa0)
        {
            return; // DEL and C1, which UTF-8 programs send as escape sequences
        }
        else
        {
            Dispatch(codePoint);
        }
    }

    private void Dispatch(uint codePoint)
    {
        switch (_state)
        {
            case ParserState.Ground:
                Print(Translate(codePoint));
                break;
            case ParserState.Escape:
            case ParserState.EscapeIntermediate:
                InEscape(codePoint);
                break;
            case ParserState.ControlSequence:
                InControlSequence(codePoint);
                break;
            case ParserState.IgnoredSequence:
                if (codePoint >= 0x40)
                {
                    _state = ParserState.Ground;
                }

                break;
        }
    }

    private void SkipString(uint codePoint)
    {
        bool ends = _stringEscape && codePoint == '\\';
        bool rings = codePoint == 0x07 && _state == ParserState.OperatingSystemCommand;
        if (ends || rings || codePoint is 0x18 or 0x1a)
        {
            _state = ParserState.Ground;
            _stringEscape = false;
        }
        else if (_stringEscape && codePoint != EscapeCharacter)
        {
            // An escape that does not end the string begins the next sequence.
            _stringEscape = false;
            _state = ParserState.Escape;
            _intermediate = 0;
            Accept(codePoint);
        }
        else
        {
            _stringEscape = codePoint == EscapeCharacter;
        }
    }

    private void InEscape(uint codePoint)
    {
        if (codePoint < 0x30)
        {
            _intermediate = (byte)codePoint;
            _state = ParserState.EscapeIntermediate;
            return;
        }

        bool plain = _state == ParserState.Escape;
        _state = ParserState.Ground;
        if (!plain)
        {
            EscapeWithIntermediate(codePoint);
            return;
        }

        switch (codePoint)
        {
            case '[': BeginControlSequence(); break;
            case ']': BeginString(ParserState.OperatingSystemCommand); break;
            case 'P' or 'X' or '^' or '_': BeginString(ParserState.DeviceString); break;
            default: Escape(codePoint); break;
        }
    }

    private void BeginString(ParserState state)
    {
        _state = state;
        _stringEscape = false;
    }

    private void BeginControlSequence()
    {
        _state = ParserState.ControlSequence;
        _prefix = 0;
        _intermediate = 0;
        _parameterCount = 0;
        _subparameters = 0;
    }

    private void InControlSequence(uint codePoint)
    {
        switch (codePoint)
        {
            case >= '0' and <= '9' when _intermediate == 0:
                AddDigit((int)codePoint - '0');
                break;
            case ';' or ':' when _intermediate == 0:
                NextParameter(codePoint);
                break;
            case >= '<' and <= '?' when _parameterCount == 0 && _prefix == 0:
                _prefix = (byte)codePoint;
                break;
            case >= 0x20 and <= 0x2f when _intermediate == 0:
                _intermediate = (byte)codePoint;
                break;
            case >= 0x40 and < 0x7f:
                _state = ParserState.Ground;
                ControlSequence((byte)codePoint);
                break;
            default:
                _state = codePoint < 0x7f ? ParserState.IgnoredSequence : ParserState.Ground;
                break;
        }
    }

    private void AddDigit(int digit)
    {
        OpenParameter();
        int index = _parameterCount - 1;
        _parameters[index] = Math.Min((Math.Max(_parameters[index], 0) * 10) + digit, LargestParameter);
    }

    private void NextParameter(uint separator)
    {
        OpenParameter();
        if (_parameterCount == MaxParameters)
        {
            _state = ParserState.IgnoredSequence;
            return;
        }

        if (separator == ':')
        {
            _subparameters |= (ushort)(1 << _parameterCount);
        }

        _parameters[_parameterCount] = -1;
        _parameterCount++;
    }

    private void OpenParameter()
    {
        if (_parameterCount == 0)
        {
            _parameters[0] = -1;
            _parameterCount = 1;
        }
    }

    /// <summary>A count: what was not given, or given as 0, is 1.</summary>
    private readonly int Count(int index) => index < _parameterCount ? Math.Max(_parameters[index], 1) : 1;

    /// <summary>A choice: what was not given is 0.</summary>
    private readonly int Choice(int index) => index < _parameterCount ? Math.Max(_parameters[index], 0) : 0;

    private readonly bool IsSubparameter(int index) => (_subparameters >> index & 1) != 0;
}
