using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>tee.</summary>
public sealed class TeeCommand(IShellFiles files) : Builtin
{
    public override string Name => "tee";

    public override CommandManual Manual => new(
        HelpGroup.Text, "tee [-a] FILE...", "Copies its input to files and to its output.", "dmesg | tee /tmp/log | wc -l", "-a  appends\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "a") is not { } options)
        {
            return 2;
        }

        int status = 0;
        List<ByteStream> copies = [];
        foreach (string name in options.Operands)
        {
            OpenIntent intent = options.Has('a') ? OpenIntent.Append : OpenIntent.Replace;
            if ((await files.Open(context.Session.Resolve(name), intent)).Ok(out ByteStream? stream, out Errno error))
            {
                copies.Add(stream);
            }
            else
            {
                status = context.Fail(name, error);
            }
        }

        try
        {
            ByteReader reader = new(context.Input, "standard input", context);
            ReadOnlyMemory<byte> piece;
            while (!(piece = await reader.ReadPiece()).IsEmpty)
            {
                context.Output.WriteBytes(piece.Span);
                await context.Output.Flush();
                foreach (ByteStream copy in copies)
                {
                    Errno error = await copy.Write(piece, context.Interruption);
                    if (error != Errno.None)
                    {
                        status = context.Fail("write error", error);
                    }
                }
            }
        }
        finally
        {
            foreach (ByteStream copy in copies)
            {
                copy.Release();
            }
        }

        return status;
    }
}
