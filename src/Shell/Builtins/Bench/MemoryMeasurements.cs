using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>What virtual memory does, in an address space that nobody runs in.</summary>
/// <remarks>Owns: the space, an object with two frames, and a copy of the space while it forks; <see cref="Dispose"/> gives all of it back.</remarks>
public sealed class MemoryMeasurements : IDisposable
{
    private const int Pages = 256;

    private readonly VirtualMemory _memory;
    private readonly FrameAccount _account;
    private readonly AddressSpace _space;
    private readonly VmObject _object;
    private readonly FrameNumber _from;
    private readonly FrameNumber _to;
    private AddressSpace? _copy;
    private PageNumber _start;

    private MemoryMeasurements(VirtualMemory memory, FrameAccount account, AddressSpace space)
    {
        _memory = memory;
        _account = account;
        _space = space;
        _object = memory.CreateShared(1, account);
        _from = memory.TryTakeFrame(_object);
        _to = memory.TryTakeFrame(_object);
    }

    /// <returns><see cref="Errno.NoMemory"/> when there is not even a page for the space.</returns>
    public static Result<MemoryMeasurements> Create(VirtualMemory memory, FrameAccount account) =>
        AddressSpace.Create(memory, account).Ok(out AddressSpace? space, out Errno error) ? new MemoryMeasurements(memory, account, space) : error;

    public void AddTo(List<Measurement> all)
    {
        if (!_from.IsNone && !_to.IsNone)
        {
            all.Add(Measurement.Of("zero", "a page filled with zeroes", Zero));
            all.Add(Measurement.Of("copy", "a page copied", Copy));
        }

        all.Add(Measurement.Of("map", "a page mapped and unmapped", MapAndUnmap));
        all.Add(Measurement.Of("fault", "a page made when it is first written to", times => Touch(_space, times)) with { MostAtOnce = Pages, Prepare = () => new(MapAnew()) });
        all.Add(Measurement.Of("cow", "a page copied when one of two spaces writes to it", times => Touch(_copy!, times)) with { MostAtOnce = Pages, Prepare = () => new(ForkAnew()) });
        all.Add(Measurement.Of("fork", "a space of 1 MiB copied, and ended", ForkAndEnd) with { MostAtOnce = 64, Prepare = () => new(ForkAnew()) });
    }

    public void Dispose()
    {
        End(ref _copy);
        foreach (FrameNumber frame in (ReadOnlySpan<FrameNumber>)[_from, _to])
        {
            if (!frame.IsNone)
            {
                _memory.ReturnFrame(_object, frame);
            }
        }

        _object.Release();
        AddressSpace? space = _space;
        End(ref space);
    }

    private Errno Zero(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _memory.Frames.Memory.ZeroPage(_to);
        }

        return Errno.None;
    }

    private Errno Copy(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _memory.Frames.Memory.CopyPage(_to, _from);
        }

        return Errno.None;
    }

    private Errno MapAndUnmap(int times)
    {
        for (int i = 0; i < times; i++)
        {
            if (!Map(1).Ok(out PageNumber page, out Errno error))
            {
                return error;
            }

            Unmap(page, 1);
        }

        return Errno.None;
    }

    private Errno Touch(AddressSpace space, int times)
    {
        for (ulong i = 0; i < (ulong)times; i++)
        {
            if (!space.Fault(new VirtualAddress((_start.Value + i) << PageNumber.Shift), Access.Write).IsContinue)
            {
                return Errno.NoMemory;
            }
        }

        return Errno.None;
    }

    private Errno ForkAndEnd(int times)
    {
        for (int i = 0; i < times; i++)
        {
            if (!_space.Fork(_account).Ok(out AddressSpace? copy, out Errno error))
            {
                return error;
            }

            AddressSpace? ended = copy;
            End(ref ended);
        }

        return Errno.None;
    }

    private Errno MapAnew()
    {
        End(ref _copy);
        if (_start.Value != 0)
        {
            Unmap(_start, Pages);
            _start = default;
        }

        while (!_memory.Work())
        {
        }

        return Map(Pages).Ok(out _start, out Errno error) ? Errno.None : error;
    }

    /// <summary>Two spaces that share every page of a mapping.</summary>
    private Errno ForkAnew()
    {
        Errno error = MapAnew();
        error = error == Errno.None ? Touch(_space, Pages) : error;
        return error != Errno.None || _space.Fork(_account).Ok(out _copy, out error) ? error : error;
    }

    private Result<PageNumber> Map(ulong pages) => _space.Map(new MapRequest
    {
        Pages = pages,
        Access = Access.ReadWrite,
        MaxAccess = Access.ReadWrite,
        Flags = RegionFlags.NoLargePages,
    });

    private void Unmap(PageNumber start, ulong pages)
    {
        while (_space.Unmap(PageRange.Of(start, pages)) == Errno.Again)
        {
        }
    }

    private static void End(ref AddressSpace? space)
    {
        while (space is not null && space.Destroy() == Errno.Again)
        {
        }

        space = null;
    }
}
