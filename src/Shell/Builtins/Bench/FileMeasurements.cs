using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>What files cost, with a file of its own.</summary>
/// <remarks>Owns: the file, which <see cref="End"/> removes, and a stream of it.</remarks>
public sealed class FileMeasurements(IShellFiles files, string path)
{
    private const int PieceSize = 4096;
    private const int Pieces = 256;

    private readonly byte[] _piece = new byte[PieceSize];
    private ByteStream? _stream;

    public void AddTo(List<Measurement> all)
    {
        all.Add(new Measurement("lookup", "the status of a file, by its path", Look));
        all.Add(new Measurement("write", "4 KiB written to a new file, in memory", Write) { MostAtOnce = Pieces, Prepare = () => Open(OpenIntent.Replace) });
        all.Add(new Measurement("read", "4 KiB read from the page cache", Read) { MostAtOnce = Pieces, Prepare = OpenFilled });
    }

    public KernelTask<Errno> Begin() => Open(OpenIntent.Replace);

    public async KernelTask End()
    {
        _stream?.Release();
        _ = await files.Remove(path); // it may never have been made
    }

    private async KernelTask<Errno> Look(int times)
    {
        Errno error = Errno.None;
        for (int i = 0; i < times && error == Errno.None; i++)
        {
            _ = (await files.ReadStatus(path, LinkRule.Follow)).Ok(out _, out error);
        }

        return error;
    }

    private async KernelTask<Errno> Write(int times)
    {
        Errno error = Errno.None;
        for (int i = 0; i < times && error == Errno.None; i++)
        {
            error = await _stream!.Write(_piece, null);
        }

        return error;
    }

    private async KernelTask<Errno> Read(int times)
    {
        Errno error = Errno.None;
        for (int i = 0; i < times && error == Errno.None; i++)
        {
            error = (await _stream!.Read(_piece, null)).Ok(out int count, out error) && count < PieceSize ? Errno.InputOutput : error;
        }

        return error;
    }

    private async KernelTask<Errno> OpenFilled()
    {
        Errno error = await Open(OpenIntent.Replace);
        error = error == Errno.None ? await Write(Pieces) : error;
        return error == Errno.None ? await Open(OpenIntent.Read) : error;
    }

    private async KernelTask<Errno> Open(OpenIntent intent)
    {
        _stream?.Release();
        _stream = null;
        return (await files.Open(path, intent)).Ok(out _stream, out Errno error) ? Errno.None : error;
    }
}
