using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>Editing the line that is being typed (termios(3), ECHOE, ECHOK, ECHOKE), and wiping out what was shown of it.</remarks>
public sealed partial class Terminal
{
    /// <summary>Where the line that is being typed begins on the screen.</summary>
    private int _editColumn;

    private bool IsLineEmpty => _input.End == _input.LineStart;

    private void NoteEditColumn() => _editColumn = IsLineEmpty ? _column : _editColumn;

    private void EraseCharacter()
    {
        if (IsLineEmpty)
        {
            return;
        }

        byte erased = TakeCharacter();
        if (_settings.Has(LocalModes.Echo) && !_settings.Has(LocalModes.EchoErase))
        {
            Echo(_settings[ControlCharacter.Erase]);
        }
        else
        {
            Wipe(erased);
        }
    }

    /// <summary>Takes what is no word from the end, then a word: letters, digits, underscores.</summary>
    private void EraseWord()
    {
        bool isInWord = false;
        while (!IsLineEmpty)
        {
            byte last = _input[CharacterStart()];
            bool isWord = last is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)'_' or >= 0x80;
            if (isInWord && !isWord)
            {
                return;
            }

            isInWord = isWord;
            Wipe(TakeCharacter());
        }
    }

    private void KillLine(byte value)
    {
        LocalModes visibly = LocalModes.EchoKill | LocalModes.EchoKillErase | LocalModes.EchoErase;
        if (_settings.Has(LocalModes.Echo) && (_settings.Local & visibly) == visibly)
        {
            while (!IsLineEmpty)
            {
                Wipe(TakeCharacter());
            }

            return;
        }

        bool wasEmpty = IsLineEmpty;
        _input.DropLine();
        if (!wasEmpty && _settings.Has(LocalModes.Echo))
        {
            Echo(value);
            if (_settings.Has(LocalModes.EchoKill))
            {
                EchoRaw((byte)'\n');
            }
        }
    }

    private void Reprint(byte value)
    {
        Echo(value);
        EchoRaw((byte)'\n');
        _editColumn = _column;
        for (ulong each = _input.LineStart; each < _input.End; each++)
        {
            Echo(_input[each]);
        }
    }

    /// <summary>Where the last character of the line begins: whole, when characters are UTF-8.</summary>
    private ulong CharacterStart()
    {
        ulong start = _input.End - 1;
        while (start > _input.LineStart && IsContinuation(_input[start]))
        {
            start--;
        }

        return start;
    }

    /// <summary>Takes the last character off the line. Answers its first byte.</summary>
    private byte TakeCharacter()
    {
        Panic.When(IsLineEmpty, "a character is taken from an empty line");
        ulong start = CharacterStart();
        byte first = 0;
        while (_input.End > start)
        {
            first = _input.TakeNewest();
        }

        return first;
    }

    /// <summary>Wipes out what was shown of a character that the line has no more.</summary>
    private void Wipe(byte character)
    {
        if (!_settings.Has(LocalModes.Echo))
        {
            return;
        }

        if (character == '\t')
        {
            int width = TabWidth - (ColumnAtEnd() % TabWidth);
            for (int i = 0; i < width; i++)
            {
                EchoRaw((byte)'\b');
            }

            return;
        }

        int shown = !IsControl(character) ? 1 : _settings.Has(LocalModes.EchoControl) ? 2 : 0;
        for (int i = 0; i < shown; i++)
        {
            EchoRaw((byte)'\b');
            EchoRaw((byte)' ');
            EchoRaw((byte)'\b');
        }
    }

    /// <summary>In which column the line now ends, by what it shows.</summary>
    private int ColumnAtEnd()
    {
        int column = _editColumn;
        for (ulong each = _input.LineStart; each < _input.End; each++)
        {
            byte shown = _input[each];
            column += shown == '\t' ? TabWidth - (column % TabWidth)
                : IsControl(shown) ? (_settings.Has(LocalModes.EchoControl) ? 2 : 0)
                : IsContinuation(shown) ? 0 : 1;
        }

        return column;
    }
}
