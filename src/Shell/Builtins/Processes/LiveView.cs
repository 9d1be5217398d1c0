using System;
using System.Collections.Generic;
using System.Text;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Lines that are drawn again and again over themselves: each picture in one write, and nothing is erased that is drawn again, so that it does not flicker.</summary>
internal sealed class LiveView(CommandContext context)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private readonly Terminal? _terminal = (context.Output.Stream as ConsoleStream)?.Terminal;
    private bool _isBegun;

    /// <summary>Whether somebody sees it change; otherwise one picture is all there is.</summary>
    public bool IsLive => _terminal is not null && _terminal.Console.Kind != ConsoleKind.Dumb;

    /// <summary>Lines that fit.</summary>
    public int Rows => _terminal?.Console.Size.Rows ?? int.MaxValue;

    public int Columns => _terminal is null ? 100 : Math.Max(20, _terminal.Console.Size.Columns);

    public async KernelTask Draw(List<string> lines)
    {
        StringBuilder picture = new();
        if (IsLive)
        {
            _ = picture.Append(_isBegun ? "\u001b[H" : "\u001b[?25l\u001b[2J\u001b[H");
            _isBegun = true;
        }

        int count = IsLive ? Math.Min(lines.Count, Rows - 1) : lines.Count;
        for (int i = 0; i < count; i++)
        {
            _ = picture.Append(lines[i]).Append(IsLive ? "\u001b[K\n" : "\n");
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
        }

        return IsLive;
    }

    /// <summary>The cursor is seen again, below the last picture.</summary>
    public async KernelTask End()
    {
        if (_isBegun)
        {
            context.Output.Write("\u001b[?25h");
            _ = await context.Output.TryFlush(); // it may end because nobody reads any more
        }
    }
}
