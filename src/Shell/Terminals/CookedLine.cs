using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Reads a line as a terminal in canonical mode does (termios(3)): echo, erase, kill, end of file.</summary>
internal static class CookedLine
{
    private const byte ControlC = 3;
    private const byte ControlD = 4;
    private const byte Backspace = 8;
    private const byte ControlU = 21;
    private const byte Delete = 127;

    /// <summary>The line with its newline; empty at the end of file.</summary>
    /// <returns><see cref="Errno.Interrupted"/> on Ctrl-C, <see cref="Errno.Again"/> when a program has the console now, and the keys with it.</returns>
    public static async KernelTask<Result<byte[]>> Read(Terminal terminal, Interruption? interruption)
    {
        List<byte> line = [];
        while (true)
        {
            if (!(await terminal.ReadByte(interruption)).Ok(out byte typed, out Errno error))
            {
                if (error == Errno.Again && terminal.Console.Mode == ConsoleMode.Shell)
                {
                    continue;
                }

                if (error == Errno.NoData)
                {
                    return line.ToArray();
                }

                return error;
            }

            switch (typed)
            {
                case (byte)'\r' or (byte)'\n':
                    terminal.Show("\n");
                    line.Add((byte)'\n');
                    return line.ToArray();
                case ControlC:
                    terminal.Show("^C\n");
                    return Errno.Interrupted;
                case ControlD:
                    if (line.Count == 0)
                    {
                        return line.ToArray();
                    }

                    break;
                case Backspace or Delete:
                    Erase(terminal, line);
                    break;
                case ControlU:
                    while (line.Count > 0)
                    {
                        Erase(terminal, line);
                    }

                    break;
                case >= 0x20 or (byte)'\t':
                    line.Add(typed);
                    _ = terminal.Console.Write([typed]);
                    break;
                default:
                    break;
            }
        }
    }

    private static void Erase(Terminal terminal, List<byte> line)
    {
        if (line.Count == 0)
        {
            return;
        }

        // A character of UTF-8 is its first byte and those of the form 10xxxxxx after it.
        byte last;
        do
        {
            last = line[^1];
            line.RemoveAt(line.Count - 1);
        }
        while ((last & 0xC0) == 0x80 && line.Count > 0);
        terminal.Show("\b \b");
    }
}
