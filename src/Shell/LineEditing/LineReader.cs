using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Reads lines from a terminal with editing: joins keys, editor, completer and screen.</summary>
public sealed class LineReader(Terminal terminal, History history, ICompleter completer)
{
    /// <summary>XTWINOPS 18 (xterm's ctlseqs): report the size of the text area in characters. A terminal that does not know it says nothing.</summary>
    public const string SizeQuestion = "\u001b[18t";

    private readonly KillRing _killRing = new();
    private readonly KeyDecoder _decoder = new();
    private readonly LineScreen _screen = new(terminal.Console.Kind);

    /// <summary>Reads one entry; on a terminal it may have several lines, and Enter ends it only once it is a whole script.</summary>
    /// <returns><see cref="Errno.Interrupted"/> on Ctrl-C, <see cref="Errno.NoData"/> at the end of the input.</returns>
    public async KernelTask<Result<string>> Read(string prompt, string continuation)
    {
        LineEditor editor = new(history, _killRing);
        _screen.Reset();
        AskSize();
        Show(_screen.Render(prompt, continuation, editor, Columns));
        while (true)
        {
            Result<byte> read = await terminal.ReadByte(null);
            if (!read.Ok(out byte typed, out Errno error))
            {
                if (error == Errno.Again)
                {
                    Show(_screen.Redraw(prompt, continuation, editor, Columns));
                    continue;
                }

                return Errno.NoData;
            }

            if (!_decoder.TryDecode(typed, out KeyStroke key))
            {
                continue;
            }

            if (key.Kind == KeyKind.Size)
            {
                if (key.Size != terminal.Console.Size)
                {
                    terminal.Console.Size = key.Size;
                    Show(_screen.Redraw(prompt, continuation, editor, Columns));
                }

                continue;
            }

            EditorOutcome outcome = editor.Press(key);
            switch (outcome)
            {
                case EditorOutcome.Accepted when MayContinue(editor.Text):
                    editor.Insert("\n");
                    break;
                case EditorOutcome.Accepted:
                    Show(_screen.Finish(prompt, continuation, editor, Columns));
                    return editor.Text;
                case EditorOutcome.Interrupted:
                    editor.Abandon();
                    Show(_screen.Finish(prompt, continuation, editor, Columns));
                    return Errno.Interrupted;
                case EditorOutcome.EndOfInput:
                    Show(_screen.Finish(prompt, continuation, editor, Columns));
                    return Errno.NoData;
                case EditorOutcome.WantsCompletion:
                    editor.Complete(await completer.Complete(editor.Text, editor.Cursor));
                    break;
                case EditorOutcome.WantsClearScreen when terminal.Console.Kind == ConsoleKind.Ansi:
                    Show("\u001b[H\u001b[2J");
                    _screen.Reset();
                    AskSize();
                    break;
                default:
                    break;
            }

            // Keys that are already here are taken first: a pasted line is drawn once.
            if (!terminal.HasTyped)
            {
                Show(_screen.Render(prompt, continuation, editor, Columns));
            }
        }
    }

    private int Columns => terminal.Console.Size.Columns > 1 ? terminal.Console.Size.Columns : 80;

    /// <summary>A serial line does not tell when the window at its other end has changed. Not asked while keys wait: the answer would come after them, to a program.</summary>
    private void AskSize()
    {
        if (terminal.Console.Kind == ConsoleKind.Ansi && !terminal.HasTyped)
        {
            terminal.Show(SizeQuestion);
        }
    }

    private bool MayContinue(string text) =>
        terminal.Console.Kind == ConsoleKind.Ansi && Parser.Parse(text + "\n").Error is { Completeness: Completeness.Unfinished };

    private void Show(string text)
    {
        if (text.Length > 0)
        {
            terminal.Show(text);
        }
    }
}
