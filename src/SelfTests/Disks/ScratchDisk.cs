using System;
using System.Collections.Generic;
using System.Threading;
using Vela.Boot;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.SelfTests;

/// <summary>A disk for tests, with so many requests at once as a test wants.</summary>
/// <remarks>Requests are submitted and answered on the executive; the test's thread waits.</remarks>
internal sealed class ScratchDisk
{
    private readonly ISelfTestMachine _machine;

    private ScratchDisk(ISelfTestMachine machine, IBlockDevice device)
    {
        _machine = machine;
        Device = device;
    }

    public IBlockDevice Device { get; }

    public ulong Seed { get; private set; }

    /// <summary>The disks of this machine that are for tests; none is a mistake of the test's host.</summary>
    public static IReadOnlyList<ScratchDisk> All(ISelfTestMachine machine)
    {
        List<ScratchDisk> found = [];
        byte[] sector = new byte[BlockRequest.SectorSize];
        foreach (IBlockDevice device in machine.WaitForDisks())
        {
            ScratchDisk disk = new(machine, device);
            Errno result = disk.Transfer(BlockOperation.Read, [new ScratchPart(0, 1)], depth: 1, (_, bytes) => bytes.CopyTo(sector));
            if (result == Errno.None && ScratchPattern.IsScratch(sector))
            {
                disk.Seed = ScratchPattern.Seed(sector);
                found.Add(disk);
            }
        }

        Expect.AtLeast(1, found.Count);
        return found;
    }

    /// <summary>Cuts the pattern's sectors into parts of a length.</summary>
    public List<ScratchPart> Parts(uint sectors, ulong most = ulong.MaxValue)
    {
        List<ScratchPart> parts = [];
        ulong end = Math.Min(Device.SectorCount, most);
        for (ulong sector = ScratchPattern.First; sector < end; sector += sectors)
        {
            parts.Add(new ScratchPart(sector, (uint)Math.Min(sectors, end - sector)));
        }

        return parts;
    }

    public Errno Flush() => Transfer(BlockOperation.Flush, [new ScratchPart(0, 0)], depth: 1, null);

    /// <summary>Does all parts, at most so many at once. Each sector's memory is shown before it is written, and after it was read. The first error, if any.</summary>
    public Errno Transfer(BlockOperation operation, IReadOnlyList<ScratchPart> parts, int depth, Look? look)
    {
        using Run run = new(this, operation, parts, look);
        _machine.RunOnExecutive(() => run.Start(depth));
        run.Wait();
        return run.Result;
    }

    /// <summary>Does all parts at once, and says of each how it ended.</summary>
    public Errno[] TransferEach(BlockOperation operation, IReadOnlyList<ScratchPart> parts)
    {
        Run[] runs = new Run[parts.Count];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = new Run(this, operation, [parts[i]], null);
        }

        _machine.RunOnExecutive(() =>
        {
            foreach (Run run in runs)
            {
                run.Start(depth: 1);
            }
        });
        Errno[] results = new Errno[parts.Count];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i].Wait();
            results[i] = runs[i].Result;
            runs[i].Dispose();
        }

        return results;
    }

    /// <summary>Sees the memory of a sector.</summary>
    public delegate void Look(ulong sector, Span<byte> bytes);

    private sealed class Run(ScratchDisk disk, BlockOperation operation, IReadOnlyList<ScratchPart> parts, Look? look) : IDisposable
    {
        private readonly ManualResetEvent _ended = new(false);
        private int _next;
        private int _running;

        public Errno Result { get; private set; }

        public void Start(int depth)
        {
            _running = 1; // its own, until all have been started
            for (int i = 0; i < depth && _next < parts.Count; i++)
            {
                _running++;
                Continue(new Transfer(this));
            }

            End();
        }

        public void Wait() => _ended.WaitOne();

        public void Dispose() => _ended.Dispose();

        private void Continue(Transfer transfer)
        {
            if (_next == parts.Count || Result != Errno.None)
            {
                transfer.Release();
                End();
                return;
            }

            ScratchPart part = parts[_next++];
            transfer.Operation = operation;
            transfer.Sector = part.Sector;
            transfer.Count = part.Count;
            transfer.Reserve();
            if (operation == BlockOperation.Write)
            {
                Show(transfer);
            }

            disk.Device.Submit(transfer);
        }

        private void Finished(Transfer transfer, Errno result)
        {
            Result = Result == Errno.None ? result : Result;
            if (operation == BlockOperation.Read && result == Errno.None)
            {
                Show(transfer);
            }

            Continue(transfer);
        }

        private void Show(Transfer transfer)
        {
            for (uint i = 0; look is not null && i < transfer.Count; i++)
            {
                PhysicalAddress at = transfer.Memory + (i * (ulong)BlockRequest.SectorSize);
                Span<byte> page = PhysicalMap.Memory.Page(at.Frame);
                look(transfer.Sector + i, page.Slice((int)(at.Value & (FrameNumber.Size - 1)), BlockRequest.SectorSize));
            }
        }

        private void End()
        {
            if (--_running == 0)
            {
                _ = _ended.Set();
            }
        }

        private sealed class Transfer(Run run) : BlockRequest
        {
            private FrameNumber _frames;
            private ulong _frameCount;

            public void Reserve()
            {
                ulong needed = ((Count * (ulong)SectorSize) + FrameNumber.Size - 1) / FrameNumber.Size;
                if (needed > _frameCount)
                {
                    Release();
                    _frames = PhysicalMap.Shared.AllocateRun(needed, 1, FrameNumber.None, FrameUse.Kernel, FrameOwner.None);
                    Panic.When(_frames.IsNone, "no memory for a test's transfer");
                    _frameCount = needed;
                }

                Memory = _frames.Address;
            }

            public void Release()
            {
                if (_frameCount != 0)
                {
                    PhysicalMap.Shared.ReleaseRun(_frames, _frameCount, FrameUse.Kernel);
                    _frameCount = 0;
                }
            }

            protected override void Finished(Errno result) => run.Finished(this, result);
        }
    }
}
