using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Copies the contents of files, showing how far it is.</summary>
public sealed class FileCopy(IShellFiles files, IShellClock clock, CommandContext context)
{
    private const int PieceSize = 65536;
    private const int Permissions = 0x1FF;
    private readonly byte[] _piece = new byte[PieceSize];

    /// <summary>Copies one file with its permissions if it is new there; the target's contents are replaced. A file onto itself is <see cref="Errno.Invalid"/>.</summary>
    public async KernelTask<Errno> Copy(string from, string to, FileStatus source)
    {
        bool isThere = (await files.ReadStatus(to, LinkRule.Follow)).Ok(out FileStatus there, out _);
        if (isThere && there.Device == source.Device && there.Inode == source.Inode)
        {
            return Errno.Invalid;
        }

        if (!(await files.Open(from, OpenIntent.Read)).Ok(out ByteStream? input, out Errno error))
        {
            return error;
        }

        if (!(await files.Open(to, OpenIntent.Replace)).Ok(out ByteStream? output, out error))
        {
            input.Release();
            return error;
        }

        Progress progress = new(context, clock, PathText.NameOf(from), ProgressUnit.Bytes) { Total = source.Size };
        try
        {
            error = isThere ? Errno.None : await files.SetMode(to, source.Mode & Permissions);
            return error == Errno.None ? await Transfer(input, output, progress) : error;
        }
        finally
        {
            await progress.Finish();
            input.Release();
            output.Release();
        }
    }

    private async KernelTask<Errno> Transfer(ByteStream input, ByteStream output, Progress progress)
    {
        while (true)
        {
            await context.Breathe();
            if (!(await input.Read(_piece, context.Interruption)).Ok(out int count, out Errno error))
            {
                context.EndIfInterrupted();
                return error;
            }

            if (count == 0)
            {
                return Errno.None;
            }

            error = await output.Write(_piece.AsMemory(0, count), context.Interruption);
            if (error != Errno.None)
            {
                context.EndIfInterrupted();
                return error;
            }

            await progress.Advance(count);
        }
    }
}
