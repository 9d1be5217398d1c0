using System;
using System.Collections.Generic;
using System.Text;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Lines that are drawn again and again over themselves: each picture in one write, and nothing is erased that is drawn again, so that it does not flicker.</summary>
/// <remarks>
/// Owns: the whole console between the first picture and <see cref="End"/>. States: not begun → shown ⇄ held still while its job is stopped.
/// In the background, where it may neither draw nor read keys, it stops its job as a terminal stops a program (termios(3), SIGTTOU).
/// </remarks>
internal sealed class LiveView(CommandContext context)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private readonly Terminal? _terminal = (context.Output.Stream as ConsoleStream)?.Terminal;
    private bool _isBegun;

    /// <summary>Whether somebody sees it change; otherwise one picture is all there is.</summary>
    public bool IsLive => _terminal is not null && _terminal.Console.Kind != ConsoleKind.Dumb;

    /// <summary>Lines that fit.</summary>
    public int Rows => _terminal?.Console.Size.Rows ?? int.MaxValue;

    public int Columns => _terminal is null ? 100 : Math.Max(20, _terminal.Console.Size.Columns);

    public async KernelTask Draw(List<string> lines)
    {
        await StayInFront();
        StringBuilder picture = new();
        if (IsLive)
        {
            _ = picture.Append(_isBegun ? "\u001b[H" : "\u001b[?25l\u001b[2J\u001b[H");
            _isBegun = true;
        }

        int count = IsLive ? Math.Min(lines.Count, Rows - 1) : lines.Count;
        for (int i = 0; i < count; i++)
        {
            if (IsLive)
            {
                AppendClipped(picture, lines[i], Columns - 1);
            }
            else
            {
                _ = picture.Append(lines[i]).Append('\n');
            }
        }

        _ = IsLive ? picture.Append("\u001b[J") : picture;
        context.Output.Write(picture.ToString());
        await context.Output.Flush();
    }

    /// <summary>Waits. False: q was typed, or it was interrupted.</summary>
    public async KernelTask<bool> Wait(TimeSpan time)
    {
        TimeSpan end = context.Executive.Now + time;
        while (IsLive && context.Executive.Now < end)
        {
            if (context.Interruption is { IsRequested: true })
            {
                return false;
            }

            if (_terminal!.HasTyped && (await _terminal.ReadByte(context.Interruption)).Ok(out byte typed, out Errno _) && typed is (byte)'q' or (byte)'Q')
            {
                return false;
            }

            _ = await context.Executive.Delay(s_look, context.Interruption);
            await StayInFront();
            if (!_isBegun)
            {
                break; // somebody else has drawn meanwhile
            }
        }

        return IsLive && context.Interruption is not { IsRequested: true };
    }

    /// <summary>The cursor is seen again, below the last picture.</summary>
    public async KernelTask End()
    {
        if (_isBegun)
        {
            _isBegun = false;
            context.Output.Write("\u001b[?25h");
            _ = await context.Output.TryFlush(); // it may end because nobody reads any more
        }
    }

    /// <summary>Holds still while the job is stopped.</summary>
    private async KernelTask StayInFront()
    {
        while (IsLive && context.Interruption is { IsRequested: false } interruption)
        {
            if (context.Session.Job is { Placement: JobPlacement.Background } job)
            {
                job.Stop();
            }

            if (!interruption.IsHeld)
            {
                return;
            }

            await End();
            await interruption.PassHold();
        }
    }

    /// <summary>A line as far as it fits, and what is beside it erased. Escape sequences take no room, and the last of them is always sent.</summary>
    private static void AppendClipped(StringBuilder picture, string line, int columns)
    {
        int column = 0;
        for (int i = 0; i < line.Length;)
        {
            if (line[i] == '\u001b')
            {
                int end = line.IndexOf('m', i) + 1;
                _ = picture.Append(line, i, end - i);
                i = end;
                continue;
            }

            _ = Rune.DecodeFromUtf16(line.AsSpan(i), out Rune rune, out int length);
            column += CharacterWidth.Of(rune);
            _ = column <= columns ? picture.Append(line, i, length) : picture;
            i += length;
        }

        _ = picture.Append("\u001b[K\n");
    }
}
