using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

/// <summary>A terminal in guarded memory, checked after everything that is written to it.</summary>
internal sealed unsafe class TerminalUnderTest : IDisposable
{
    private readonly GuardedMemory _memory;
    private TextTerminal _terminal;

    public TerminalUnderTest(int columns = 10, int rows = 4, int history = 0)
    {
        _memory = new GuardedMemory(TextTerminal.BytesNeeded(columns, rows, history));
        Assert.That(_terminal.Initialize(_memory.Pointer, _memory.Length, columns, rows), Is.True);
        Check();
    }

    public ref TextTerminal Terminal => ref _terminal;

    public (int Row, int Column) Cursor => (_terminal.CursorRow, _terminal.CursorColumn);

    /// <summary>The screen as it is seen, a line for each row, without the spaces at the ends.</summary>
    public string Screen => string.Join('\n', Enumerable.Range(0, _terminal.Rows).Select(RowText)).TrimEnd('\n');

    public string Replies
    {
        get
        {
            StringBuilder text = new();
            while (_terminal.TryTakeReply(out byte value))
            {
                _ = text.Append((char)value);
            }

            return text.ToString();
        }
    }

    public TerminalUnderTest Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public TerminalUnderTest Write(ReadOnlySpan<byte> bytes)
    {
        _terminal.Write(bytes);
        Check();
        return this;
    }

    public Cell At(int row, int column) => _terminal.Row(row)[column];

    public void Check()
    {
        Assert.That(_terminal.CheckInvariants(), Is.True, "the terminal's invariants");
        Assert.That(_memory.GuardsAreIntact, Is.True, "the memory around it");
    }

    public void Dispose() => _memory.Dispose();

    private string RowText(int row)
    {
        StringBuilder text = new();
        for (int column = 0; column < _terminal.Columns; column++)
        {
            Cell cell = At(row, column);
            if (!cell.Has(CellAttributes.WideTail))
            {
                _ = text.Append(new Rune(cell.CodePoint));
            }
        }

        return text.ToString().TrimEnd(' ');
    }
}
