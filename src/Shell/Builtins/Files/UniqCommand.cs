using System;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>uniq.</summary>
public sealed class UniqCommand(IShellFiles? files) : FilterCommand(files)
{
    public override string Name => "uniq";

    public override CommandManual Manual => new(
        HelpGroup.Text,
        "uniq [-cdu] [FILE]",
        "Prints lines once that follow themselves.",
        "sort /etc/words | uniq -c",
        "-c  with how often  -d  only repeated ones  -u  only single ones\n");

    protected override string OptionLetters => "cdu";

    protected override Filter Begin(CommandContext context, CommandOptions options) => new Uniq(context, options);

    private sealed class Uniq(CommandContext context, CommandOptions options) : Filter
    {
        private byte[]? _last;
        private long _count;

        public override async KernelTask Read(ByteReader reader, string name)
        {
            while (await reader.ReadLine() is { } line)
            {
                byte[] bare = line.AsSpan().TrimEnd((byte)'\n').ToArray();
                if (_last is not null && bare.AsSpan().SequenceEqual(_last))
                {
                    _count++;
                    continue;
                }

                Show();
                await context.Output.Drain();
                _last = bare;
                _count = 1;
            }
        }

        public override KernelTask<int> End()
        {
            Show();
            return new KernelTask<int>(0);
        }

        private void Show()
        {
            if (_last is null || (options.Has('d') && _count == 1) || (options.Has('u') && _count > 1))
            {
                return;
            }

            context.Output.Write(options.Has('c') ? _count.ToString(CultureInfo.InvariantCulture).PadLeft(7) + " " : "");
            context.Output.WriteBytes(_last);
            context.Output.WriteLine();
        }
    }
}
