using System;
using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>What the kernel's own work is made of: its turns, pipes, objects, its clock, and looking up a capability.</summary>
public sealed class KernelMeasurements(ShellAuthority authority)
{
    private const int PieceSize = 4096;
    private const int ObjectSize = 64;

    private readonly byte[] _piece = new byte[PieceSize];
    private readonly BytePipe _pipe = new(authority.Executive);
    private byte[] _allocated = [];

    public void AddTo(List<Measurement> all)
    {
        all.Add(Measurement.Of("clock", "the time read", ReadClock));
        all.Add(new Measurement("turn", "a turn of the executive", Yield));
        all.Add(Measurement.Of("pipe", "4 KiB through a pipe", Pipe));
        all.Add(Measurement.Of("allocate", "an array of 64 bytes allocated, collections included", Allocate));
        if (authority.Machine is { } machine)
        {
            all.Add(Measurement.Of("get", "a capability looked up, and its right checked", times => Get(machine.Capabilities, times)));
        }
    }

    private Errno ReadClock(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _ = authority.Clock.Uptime;
        }

        return Errno.None;
    }

    private async KernelTask<Errno> Yield(int times)
    {
        for (int i = 0; i < times; i++)
        {
            await authority.Executive.Yield();
        }

        return Errno.None;
    }

    private Errno Pipe(int times)
    {
        for (int i = 0; i < times; i++)
        {
            if (!_pipe.TryWrite(_piece).Ok(out _, out Errno error) || !_pipe.TryRead(_piece).Ok(out _, out error))
            {
                return error;
            }
        }

        return Errno.None;
    }

    private Errno Allocate(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _allocated = new byte[ObjectSize];
        }

        return _allocated.Length == ObjectSize ? Errno.None : Errno.NoMemory;
    }

    private static Errno Get(CapabilityTable table, int times)
    {
        for (int i = 0; i < times; i++)
        {
            if (!table.RootSpace.Get<Quota>(table.RootQuotaHandle, Rights.Inspect).Ok(out _, out Errno error))
            {
                return error;
            }
        }

        return Errno.None;
    }
}
