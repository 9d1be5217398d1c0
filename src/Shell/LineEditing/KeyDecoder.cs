using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vela.Shell;

/// <summary>Makes keys of the bytes a terminal sends: UTF-8, control characters, and the sequences of xterm and its like.</summary>
/// <remarks>
/// States: ground → after Escape → in a control sequence (ESC [ or ESC O) → ground; ground → inside a UTF-8 character → ground.
/// There are no timeouts: Escape and the next key are Meta, as Emacs has it.
/// </remarks>
public sealed class KeyDecoder
{
    private const byte Escape = 0x1B;
    private const int LongestSequence = 16;
    private const int MostCells = 1000;
    private readonly byte[] _character = new byte[4];
    private readonly StringBuilder _sequence = new();
    private int _characterLength;
    private State _state;

    private enum State
    {
        Ground,
        Escaped,
        Sequence,
    }

    /// <summary>Takes a byte. True if it completes a key.</summary>
    public bool TryDecode(byte typed, out KeyStroke key)
    {
        key = default;
        switch (_state)
        {
            case State.Escaped when typed is (byte)'[' or (byte)'O':
                _state = State.Sequence;
                _ = _sequence.Clear();
                return false;
            case State.Escaped when typed == Escape:
                key = new KeyStroke(KeyKind.Unknown); // the first was a key of its own; the second may begin an arrow
                return true;
            case State.Escaped:
                _state = State.Ground;
                key = typed switch
                {
                    0x7F or 8 => new KeyStroke(KeyKind.Meta, new Rune(0x7F)),
                    < 0x80 => new KeyStroke(KeyKind.Meta, new Rune(typed)),
                    _ => new KeyStroke(KeyKind.Unknown),
                };
                return true;
            case State.Sequence:
                if (typed is >= 0x40 and <= 0x7E || _sequence.Length > LongestSequence)
                {
                    _state = State.Ground;
                    string parameters = _sequence.ToString();
                    key = typed == 't' && TryReadSize(parameters, out ConsoleSize size)
                        ? new KeyStroke(KeyKind.Size) { Size = size }
                        : new KeyStroke(KindOf(parameters, (char)typed));
                    return true;
                }

                _ = _sequence.Append((char)typed);
                return false;
            default:
                return TryDecodeGround(typed, out key);
        }
    }

    private bool TryDecodeGround(byte typed, out KeyStroke key)
    {
        key = default;
        if (_characterLength > 0 && (typed & 0xC0) != 0x80)
        {
            _characterLength = 0; // The character was broken off: what comes now begins anew.
        }

        if (typed >= 0x80)
        {
            _character[_characterLength] = typed;
            _characterLength++;
            OperationStatus status = Rune.DecodeFromUtf8(_character.AsSpan(0, _characterLength), out Rune rune, out _);
            if (status == OperationStatus.NeedMoreData)
            {
                return false;
            }

            _characterLength = 0;
            key = status == OperationStatus.Done ? KeyStroke.Typed(rune) : new KeyStroke(KeyKind.Unknown);
            return true;
        }

        if (typed == Escape)
        {
            _state = State.Escaped;
            return false;
        }

        key = typed switch
        {
            (byte)'\r' or (byte)'\n' => new KeyStroke(KeyKind.Enter),
            (byte)'\t' => new KeyStroke(KeyKind.Tab),
            8 or 0x7F => new KeyStroke(KeyKind.Backspace),
            0 => KeyStroke.Control('@'),
            < 27 => KeyStroke.Control((char)('a' + typed - 1)),
            < 32 => KeyStroke.Control((char)('@' + typed)),
            _ => KeyStroke.Typed(new Rune(typed)),
        };
        return true;
    }

    /// <summary>The answer to <see cref="LineReader.SizeQuestion"/>: <c>8;rows;columns</c>. Sizes that no terminal has are not believed.</summary>
    private static bool TryReadSize(string parameters, out ConsoleSize size)
    {
        string[] numbers = parameters.Split(';');
        (int rows, int columns) = (0, 0);
        bool isSize = numbers.Length == 3 && numbers[0] == "8"
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out rows) && rows is >= 2 and <= MostCells
            && int.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out columns) && columns is >= 10 and <= MostCells;
        size = isSize ? new ConsoleSize(columns, rows) : default;
        return isSize;
    }

    private static KeyKind KindOf(string parameters, char final)
    {
        bool modified = parameters.EndsWith(";5", StringComparison.Ordinal) || parameters.EndsWith(";3", StringComparison.Ordinal);
        return final switch
        {
            'A' => KeyKind.Up,
            'B' => KeyKind.Down,
            'C' => modified ? KeyKind.WordRight : KeyKind.Right,
            'D' => modified ? KeyKind.WordLeft : KeyKind.Left,
            'H' => KeyKind.Home,
            'F' => KeyKind.End,
            '~' => parameters switch
            {
                "1" or "7" => KeyKind.Home,
                "4" or "8" => KeyKind.End,
                "3" => KeyKind.Delete,
                _ => KeyKind.Unknown,
            },
            _ => KeyKind.Unknown,
        };
    }
}
