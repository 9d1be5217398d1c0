using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>As much of an xterm as the shell uses: a grid, a cursor that waits in the last column, scrolling, erasing.</summary>
public sealed class TerminalModel(int columns, int rows)
{
    private readonly List<string[]> _grid = [.. Enumerable.Range(0, rows).Select(_ => Blank(columns))];
    private int _row;
    private int _column;
    private bool _atMargin;
    private string? _sequence;

    /// <summary>How many bytes it was sent.</summary>
    public int Received { get; private set; }

    public (int Row, int Column) Cursor => (_row, _column);

    /// <summary>The rows down to the last that is not blank, without trailing blanks.</summary>
    public string Screen
    {
        get
        {
            string text = string.Join('\n', _grid.Select(row => string.Concat(row).TrimEnd()));
            return text.TrimEnd('\n');
        }
    }

    public void Send(string text)
    {
        Received += Encoding.UTF8.GetByteCount(text);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Take(rune);
        }
    }

    private static string[] Blank(int columns) => [.. Enumerable.Repeat(" ", columns)];

    private void Take(Rune rune)
    {
        if (_sequence is not null)
        {
            if (_sequence.Length == 0 && rune.Value == '[')
            {
                _sequence = "[";
            }
            else if (rune.Value is >= 0x40 and <= 0x7E)
            {
                Obey(_sequence[1..], (char)rune.Value);
                _sequence = null;
            }
            else
            {
                _sequence += rune.ToString();
            }

            return;
        }

        switch (rune.Value)
        {
            case 0x1B:
                _sequence = "";
                break;
            case '\r':
                MoveTo(_row, 0);
                break;
            case '\n':
                NewLine();
                break;
            case '\b':
                MoveTo(_row, _column - 1);
                break;
            default:
                Print(rune);
                break;
        }
    }

    private void NewLine()
    {
        if (_row == rows - 1)
        {
            _grid.RemoveAt(0);
            _grid.Add(Blank(columns));
        }
        else
        {
            _row++;
        }

        // The kernel's console moves to the start of the next line.
        MoveTo(_row, 0);
    }

    private void Print(Rune rune)
    {
        int width = CharacterWidth.Of(rune);
        if (width == 0)
        {
            int at = _atMargin ? _column : Math.Max(0, _column - 1);
            at -= at > 0 && _grid[_row][at].Length == 0 ? 1 : 0;
            _grid[_row][at] += rune.ToString();
            return;
        }

        if (_atMargin || _column + width > columns)
        {
            NewLine();
        }

        _grid[_row][_column] = rune.ToString();
        if (width == 2)
        {
            _grid[_row][_column + 1] = "";
        }

        _atMargin = _column + width >= columns;
        _column = Math.Min(_column + width, columns - 1);
    }

    private void MoveTo(int row, int column)
    {
        _row = Math.Clamp(row, 0, rows - 1);
        _column = Math.Clamp(column, 0, columns - 1);
        _atMargin = false;
    }

    private void Obey(string parameters, char final)
    {
        int count = int.TryParse(parameters, out int number) ? number : 1;
        switch (final)
        {
            case 'A':
                MoveTo(_row - count, _column);
                break;
            case 'B':
                MoveTo(_row + count, _column);
                break;
            case 'C':
                MoveTo(_row, _column + count);
                break;
            case 'D':
                MoveTo(_row, _column - count);
                break;
            case 'H':
                MoveTo(0, 0);
                break;
            case 'K':
                Erase(_row, _column);
                break;
            case 'J':
                int first = parameters == "2" ? 0 : _row + 1;
                Erase(_row, parameters == "2" ? 0 : _column);
                for (int row = first; row < rows; row++)
                {
                    Erase(row, 0);
                }

                break;
            case 'm':
                break;
            case 't' when parameters == "18":
                break; // a question, which the test answers
            default:
                throw new InvalidOperationException("A sequence this terminal does not know: " + parameters + final);
        }
    }

    private void Erase(int row, int from)
    {
        for (int column = from; column < columns; column++)
        {
            _grid[row][column] = " ";
        }
    }
}
