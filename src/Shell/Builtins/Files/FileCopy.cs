using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Copies files and trees for one command, showing how far all of it is.</summary>
public sealed class FileCopy(IShellFiles files, IShellClock clock, CommandContext context)
{
    private const int PieceSize = 65536;
    private const int Permissions = 0x1FF;
    private readonly byte[] _piece = new byte[PieceSize];
    private readonly Progress _progress = new(context, clock, context.Name, ProgressUnit.Bytes);

    /// <summary>Whether copies have the times of what they are made from.</summary>
    public bool KeepsTimes { get; init; }

    /// <summary>Whether each copy is told of.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Counts a source that will be copied, so that the time left can be told. What it does not find will be complained about later.</summary>
    /// <param name="source">As the user wrote it.</param>
    /// <param name="depth">0: without what is in a directory.</param>
    public async KernelTask Expect(string source, int depth)
    {
        if (!context.Error.Stream.IsConsole)
        {
            return;
        }

        TreeWalk walk = new(files, context) { MaximumDepth = depth };
        walk.Begin(source);
        while (await walk.Next() is { } place)
        {
            _progress.Total += place.Status.Kind == FileKind.Regular ? place.Status.Size : 0;
        }
    }

    /// <summary>Shows no more how far it is. Called at the end, however that came.</summary>
    public KernelTask Finish() => _progress.Finish();

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

        try
        {
            error = isThere ? Errno.None : await files.SetMode(to, source.Mode & Permissions);
            error = error == Errno.None ? await Transfer(input, output) : error;
        }
        finally
        {
            input.Release();
            output.Release();
        }

        return error == Errno.None && KeepsTimes ? await files.SetModified(to, source.Modified) : error;
    }

    /// <summary>Copies a file, a link or a directory with all that is in it, and complains of what cannot be copied.</summary>
    /// <returns>The status to end with; null when all was copied.</returns>
    public async KernelTask<int?> CopyTree(string source, string destination)
    {
        int? status = null;
        string root = context.Session.Resolve(destination);
        string origin = PathText.Normalize(context.Session.Resolve(source));
        if ((PathText.Normalize(root) + "/").StartsWith(origin + "/", StringComparison.Ordinal))
        {
            return context.Fail(source + ": cannot be copied into itself");
        }

        TreeWalk walk = new(files, context);
        walk.Begin(source);
        while (await walk.Next() is { } place)
        {
            string to = root + place.Path[source.Length..];
            Errno error = place.Error;
            if (error == Errno.None && place.Kind == VisitKind.Enter)
            {
                error = place.Status.Kind switch
                {
                    FileKind.Directory => await files.MakeDirectory(to),
                    FileKind.SymbolicLink => await CopyLink(place.Absolute, to),
                    FileKind.Regular => await Copy(place.Absolute, to, place.Status),
                    _ => Errno.NotSupported,
                };
                error = error == Errno.Exists && place.IsDirectory ? Errno.None : error;
                await (error == Errno.None ? Tell(place.Path, to) : _progress.Finish());
            }

            status = error == Errno.None ? status : context.Fail(place.Path, error);
            await context.Output.Drain();
        }

        return status;
    }

    /// <summary>Says what was copied, if that is wanted.</summary>
    public async KernelTask Tell(string source, string destination)
    {
        if (IsVerbose)
        {
            await _progress.Finish();
            context.Output.WriteLine("'" + source + "' -> '" + destination + "'");
        }
    }

    private async KernelTask<Errno> CopyLink(string from, string to)
    {
        if (!(await files.ReadLink(from)).Ok(out string? target, out Errno error))
        {
            return error;
        }

        return await files.LinkSymbolically(target, to);
    }

    private async KernelTask<Errno> Transfer(ByteStream input, ByteStream output)
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

            await _progress.Advance(count);
        }
    }
}
