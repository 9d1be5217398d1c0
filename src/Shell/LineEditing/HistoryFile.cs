using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Keeps a history across boots, where there is a file system that can be written.</summary>
/// <remarks>Each line is appended as it is entered, so that a crash loses none. A file that cannot be written is given up silently: history is a comfort.</remarks>
public sealed class HistoryFile(IShellFiles files, string path)
{
    private bool _isWritable = true;

    public async KernelTask Load(History history)
    {
        if (!(await Interpreter.ReadText(files, path, null)).Ok(out string? text, out _))
        {
            return;
        }

        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in lines)
        {
            _ = history.Add(History.Unescape(line)); // Lines that repeat are dropped, as when they were entered.
        }

        if (lines.Length > 2 * History.Capacity)
        {
            await Rewrite(history);
        }
    }

    public KernelTask Append(string line) => Write(OpenIntent.Append, History.Escape(line) + "\n");

    private KernelTask Rewrite(History history)
    {
        System.Text.StringBuilder text = new();
        foreach (string line in history.Lines)
        {
            _ = text.Append(History.Escape(line)).Append('\n');
        }

        return Write(OpenIntent.Replace, text.ToString());
    }

    private async KernelTask Write(OpenIntent intent, string text)
    {
        if (!_isWritable)
        {
            return;
        }

        if (!(await files.Open(path, intent)).Ok(out ByteStream? stream, out _))
        {
            _isWritable = false;
            return;
        }

        _isWritable = await stream.Write(ShellText.Encode(text), null) == Errno.None;
        stream.Release();
    }
}
