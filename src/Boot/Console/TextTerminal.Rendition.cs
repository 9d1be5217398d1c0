namespace Vela.Boot;

/// <summary>SGR: colors and attributes (ECMA-48 8.3.117; 38 and 48 as in ITU T.416 and as xterm takes them).</summary>
public unsafe partial struct TextTerminal
{
    private void SelectGraphicRendition()
    {
        if (_parameterCount == 0)
        {
            _pen = Cell.Blank;
            return;
        }

        int index = 0;
        while (index < _parameterCount)
        {
            index += Render(index, Choice(index));

            // Subparameters that nothing took (4:3, an underline's shape) belong to what was done.
            while (index < _parameterCount && IsSubparameter(index))
            {
                index++;
            }
        }
    }

    /// <summary>Does what one parameter says; returns how many it took.</summary>
    private int Render(int index, int what)
    {
        switch (what)
        {
            case 0: _pen = Cell.Blank; break;
            case 1: Add(CellAttributes.Bold); break;
            case 2: Add(CellAttributes.Dim); break;
            case 3: Add(CellAttributes.Italic); break;
            case 4 when index + 1 < _parameterCount && IsSubparameter(index + 1) && Choice(index + 1) == 0:
            case 24: Remove(CellAttributes.Underline); break;
            case 4 or 21: Add(CellAttributes.Underline); break;
            case 5 or 6: Add(CellAttributes.Blink); break;
            case 7: Add(CellAttributes.Reverse); break;
            case 8: Add(CellAttributes.Hidden); break;
            case 9: Add(CellAttributes.Struck); break;
            case 22: Remove(CellAttributes.Bold | CellAttributes.Dim); break;
            case 23: Remove(CellAttributes.Italic); break;
            case 25: Remove(CellAttributes.Blink); break;
            case 27: Remove(CellAttributes.Reverse); break;
            case 28: Remove(CellAttributes.Hidden); break;
            case 29: Remove(CellAttributes.Struck); break;
            case >= 30 and <= 37: _pen = _pen.WithForeground(CellColor.Palette(what - 30)); break;
            case 39: _pen = _pen.WithForeground(CellColor.Default); break;
            case >= 40 and <= 47: _pen = _pen.WithBackground(CellColor.Palette(what - 40)); break;
            case 49: _pen = _pen.WithBackground(CellColor.Default); break;
            case >= 90 and <= 97: _pen = _pen.WithForeground(CellColor.Palette(what - 90 + 8)); break;
            case >= 100 and <= 107: _pen = _pen.WithBackground(CellColor.Palette(what - 100 + 8)); break;
            case 38:
                int taken = TakeColor(index, out CellColor foreground, _pen.Foreground);
                _pen = _pen.WithForeground(foreground);
                return taken;
            case 48:
                taken = TakeColor(index, out CellColor background, _pen.Background);
                _pen = _pen.WithBackground(background);
                return taken;
        }

        return 1;
    }

    /// <summary>
    /// The color that follows 38 or 48: <c>;5;n</c>, <c>;2;r;g;b</c>, <c>:5:n</c>, <c>:2:r:g:b</c> or <c>:2:space:r:g:b</c>.
    /// Returns how many parameters it takes, itself included; a malformed one leaves the color as it was.
    /// </summary>
    private readonly int TakeColor(int index, out CellColor color, CellColor otherwise)
    {
        color = otherwise;
        if (index + 1 >= _parameterCount)
        {
            return 1;
        }

        int end = _parameterCount;
        bool colons = IsSubparameter(index + 1);
        if (colons)
        {
            end = index + 1;
            while (end < _parameterCount && IsSubparameter(end))
            {
                end++;
            }
        }

        int available = end - index;
        switch (Choice(index + 1))
        {
            case 5 when available >= 3:
                color = Choice(index + 2) < 256 ? CellColor.Palette(Choice(index + 2)) : otherwise;
                return 3;
            case 2 when available >= 5:
                int red = colons && available >= 6 ? index + 3 : index + 2;
                color = CellColor.Direct(Channel(red), Channel(red + 1), Channel(red + 2));
                return red + 3 - index;
            default:
                return available;
        }
    }

    private readonly int Channel(int index) => System.Math.Min(Choice(index), 255);

    private void Add(CellAttributes attributes) => _pen = _pen.WithAttributes(_pen.Attributes | attributes);

    private void Remove(CellAttributes attributes) => _pen = _pen.WithAttributes(_pen.Attributes & ~attributes);
}
