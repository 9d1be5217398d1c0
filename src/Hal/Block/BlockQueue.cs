using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>A disk with a queue in front of its driver: merges neighbours, keeps flushes in their place, gives up on what takes too long.</summary>
/// <remarks>
/// Owns: the order of requests. Does not own: requests, their memory, the controller.
/// A request is merged into a waiting transfer that ends where it begins or begins where it ends (M-44: file blocks of any size become large
/// transfers). A flush starts when everything before it has ended, and nothing after it starts before it has.
/// A transfer that does not end within <see cref="Patience"/> resets the controller; what was under way is tried again, and the second time fails
/// with EIO, which the cache remembers for fsync.
/// Invariant: every accepted request is completed exactly once.
/// </remarks>
public sealed class BlockQueue : IBlockDevice
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int MostAttempts = 2;

    private readonly IBlockDriver _driver;
    private readonly IExecutive _executive;
    private readonly BlockRequest?[] _running;
    private readonly Watchdog _watchdog;
    private BlockRequest? _first;
    private BlockRequest? _last;
    private int _runningCount;
    private bool _isStarting;

    public BlockQueue(IBlockDriver driver, IExecutive executive)
    {
        _driver = driver;
        _executive = executive;
        _running = new BlockRequest?[driver.MostTransfers];
        _watchdog = new Watchdog(this);
    }

    public string Name => _driver.Name;

    public ulong SectorCount => _driver.SectorCount;

    public bool IsReadOnly => _driver.IsReadOnly;

    /// <summary>Transfers handed to the driver.</summary>
    public ulong TransfersStarted { get; private set; }

    /// <summary>Requests that became part of another's transfer.</summary>
    public ulong RequestsMerged { get; private set; }

    /// <summary>Times the controller had to be reset.</summary>
    public ulong Resets { get; private set; }

    public void Submit(BlockRequest request)
    {
        request.Begin();
        Errno refused = Refusal(this, request);
        if (refused != Errno.None)
        {
            request.Complete(refused);
            return;
        }

        if (!TryMerge(request))
        {
            Append(request);
        }

        StartMore();
    }

    /// <summary>The driver's answer for a transfer: the whole chain gets it.</summary>
    public void Finish(BlockRequest transfer, Errno result)
    {
        Forget(transfer);
        CompleteChain(transfer, result);
        StartMore();
    }

    /// <summary>The transfer has to wait in its driver for something that another disk uses, and its time does not run meanwhile.</summary>
    public static void Postpone(BlockRequest transfer) => transfer.Deadline = long.MaxValue;

    /// <summary>The driver begins with a transfer only now, or has come further with it: its time runs from here.</summary>
    public void Renew(BlockRequest transfer) => transfer.Deadline = (_executive.Now + Patience).Ticks;

    /// <summary>Why a device cannot even try a request.</summary>
    internal static Errno Refusal(IBlockDevice device, BlockRequest request)
    {
        if (request.Operation == BlockOperation.Write && device.IsReadOnly)
        {
            return Errno.ReadOnlyFileSystem;
        }

        bool isInside = request.Sector <= device.SectorCount && request.Count <= device.SectorCount - request.Sector;
        return request.Operation == BlockOperation.Flush || (isInside && request.Count != 0) ? Errno.None : Errno.InputOutput;
    }

    private static void CompleteChain(BlockRequest transfer, Errno result)
    {
        BlockRequest? each = transfer;
        while (each is not null)
        {
            BlockRequest? next = each.NextInTransfer;
            each.Complete(result);
            each = next;
        }
    }

    private static int Pieces(BlockRequest transfer)
    {
        int pieces = 0;
        for (BlockRequest? each = transfer; each is not null; each = each.NextInTransfer)
        {
            pieces++;
        }

        return pieces;
    }

    /// <summary>Looks from the newest barrier on for a transfer that the request prolongs.</summary>
    private bool TryMerge(BlockRequest request)
    {
        if (request.Operation == BlockOperation.Flush)
        {
            return false;
        }

        BlockRequest? candidate = null;
        BlockRequest? before = null;
        bool isFront = false;
        BlockRequest? previous = null;
        for (BlockRequest? waiting = _first; waiting is not null; previous = waiting, waiting = waiting.NextInQueue)
        {
            if (waiting.Operation == BlockOperation.Flush)
            {
                candidate = null;
                continue;
            }

            bool fits = waiting.Operation == request.Operation && waiting.TransferCount + request.Count <= _driver.MostSectors
                && Pieces(waiting) < _driver.MostPieces;
            bool isAfter = waiting.Sector + waiting.TransferCount == request.Sector;
            bool isBefore = request.Sector + request.Count == waiting.Sector;
            if (fits && (isAfter || isBefore))
            {
                candidate = waiting;
                before = previous;
                isFront = isBefore;
            }
            else if (waiting.Sector < request.Sector + request.Count && request.Sector < waiting.Sector + waiting.TransferCount)
            {
                candidate = null; // an overlap: stay behind it
            }
        }

        if (candidate is null)
        {
            return false;
        }

        RequestsMerged++;
        if (isFront)
        {
            Prepend(request, candidate, before);
        }
        else
        {
            candidate.LastInTransfer!.NextInTransfer = request;
            candidate.LastInTransfer = request;
            candidate.TransferCount += request.Count;
        }

        return true;
    }

    private void Prepend(BlockRequest request, BlockRequest to, BlockRequest? before)
    {
        request.NextInTransfer = to;
        request.LastInTransfer = to.LastInTransfer;
        request.TransferCount = request.Count + to.TransferCount;
        request.NextInQueue = to.NextInQueue;
        to.NextInQueue = null;
        if (before is null)
        {
            _first = request;
        }
        else
        {
            before.NextInQueue = request;
        }

        if (_last == to)
        {
            _last = request;
        }
    }

    private void Append(BlockRequest request)
    {
        request.NextInQueue = null;
        if (_last is null)
        {
            _first = request;
        }
        else
        {
            _last.NextInQueue = request;
        }

        _last = request;
    }

    private void StartMore()
    {
        // A driver that answers at once comes back here: the loop below goes on, instead of a recursion of a queue's length.
        if (_isStarting)
        {
            return;
        }

        _isStarting = true;
        while (_first is { } next && _runningCount < _running.Length && MayStart(next))
        {
            _first = next.NextInQueue;
            _last = _first is null ? null : _last;
            next.NextInQueue = null;
            next.Attempts++;
            Renew(next);
            _running[Array.IndexOf(_running, null)] = next;
            _runningCount++;
            TransfersStarted++;
            _watchdog.Arm();
            _driver.Start(next);
        }

        _isStarting = false;
    }

    private bool MayStart(BlockRequest next)
    {
        if (next.Operation == BlockOperation.Flush)
        {
            return _runningCount == 0;
        }

        foreach (BlockRequest? running in _running)
        {
            bool isBehind = running is not null && (running.Operation == BlockOperation.Flush
                || (running.Sector < next.Sector + next.TransferCount && next.Sector < running.Sector + running.TransferCount));
            if (isBehind)
            {
                return false;
            }
        }

        return true;
    }

    private void Forget(BlockRequest transfer)
    {
        int slot = Array.IndexOf(_running, transfer);
        Panic.When(slot < 0, "a driver answered a transfer it was not given");
        _running[slot] = null;
        _runningCount--;
    }

    /// <summary>Looks for transfers that are late. Says when to look again; never, when nothing is under way.</summary>
    private TimeSpan? Check()
    {
        bool isLate = false;
        long earliest = (_executive.Now + Patience).Ticks; // none is later, but of those that are postponed
        foreach (BlockRequest? running in _running)
        {
            isLate |= running is not null && running.Deadline <= _executive.Now.Ticks;
            earliest = running is not null ? Math.Min(earliest, running.Deadline) : earliest;
        }

        if (isLate)
        {
            Resets++;
            _driver.Reset();
            BlockRequest?[] abandoned = [.. _running];
            Array.Clear(_running);
            _runningCount = 0;
            foreach (BlockRequest? transfer in abandoned)
            {
                if (transfer is { Attempts: >= MostAttempts })
                {
                    CompleteChain(transfer, Errno.InputOutput);
                }
                else if (transfer is not null)
                {
                    transfer.NextInQueue = _first;
                    _first = transfer;
                    _last ??= transfer;
                }
            }

            StartMore();
            return _runningCount == 0 ? null : _executive.Now + Patience;
        }

        return _runningCount == 0 ? null : new TimeSpan(earliest);
    }

    private sealed class Watchdog(BlockQueue queue) : KernelStep
    {
        private bool _isArmed;

        public void Arm()
        {
            if (!_isArmed)
            {
                _isArmed = true;
                queue._executive.PostAt(queue._executive.Now + Patience, this);
            }
        }

        protected override KernelStep? Advance()
        {
            TimeSpan? due = queue.Check(); // armed meanwhile: what it starts again must not post this step
            _isArmed = due is not null;
            if (due is { } next)
            {
                queue._executive.PostAt(next, this);
            }

            return null;
        }
    }
}
