using System;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>cat.</summary>
public sealed class CatCommand(IShellFiles? files) : FilterCommand(files)
{
    public override string Name => "cat";

    public override CommandManual Manual => new(
        HelpGroup.Text, "cat [-n] [FILE...]", "Prints files, one after the other.", "cat /etc/passwd", "-n  numbers the lines\n- is the standard input.\n");

    protected override string OptionLetters => "nu";

    protected override Filter Begin(CommandContext context, CommandOptions options) => new Cat(context, options.Has('n'));

    private sealed class Cat(CommandContext context, bool numbers) : Filter
    {
        private long _line;

        public override async KernelTask Read(ByteReader reader, string name)
        {
            while (numbers && await reader.ReadLine() is { } line)
            {
                _line++;
                context.Output.Write(_line.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(6) + "\t");
                context.Output.WriteBytes(line);
                await context.Output.Drain();
            }

            ReadOnlyMemory<byte> piece;
            while (!(piece = await reader.ReadPiece()).IsEmpty)
            {
                context.Output.WriteBytes(piece.Span);
                await (context.Input.IsConsole ? context.Output.Flush() : context.Output.Drain());
            }
        }
    }
}
