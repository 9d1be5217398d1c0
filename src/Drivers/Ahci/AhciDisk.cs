using System;
using System.Numerics;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>A disk on a port of an <see cref="AhciController"/>: up to 32 commands under way, which the port hands to it one after the other.</summary>
/// <remarks>
/// Owns: the port, its slots. Does not own: the requests.
/// When a command fails the port stops, and does not always say which of several it was. Then every command that may have been it is
/// issued again, one at a time: what fails while it is alone is what has failed. Nobody minds that some run twice, since no two of a queue overlap.
/// There are controllers that take a failed command for one that is over, go on with the others, and fall over when they are stopped meanwhile (QEMU 7.2).
/// So a port is stopped when its list is empty or has stayed as it is for a while.
/// States: free-running (any number issued) → after an error, waiting until the port rests → one at a time until none of the doubtful is left → free-running.
/// Invariant: a bit of _issued or _doubtful is set exactly while its slot holds a transfer.
/// </remarks>
public sealed partial class AhciDisk : IBlockDriver
{
    private const uint LongMostSectors = 2048;
    private const uint ShortMostSectors = 256;
    private const ulong FourGiB = 1UL << 32;

    /// <summary>A port whose list has not changed for so many looks has stopped.</summary>
    private const int RestLooks = 40;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);

    private readonly AhciPort _port;
    private readonly AhciSlots _slots;
    private readonly BlockRequest?[] _transfers;
    private readonly IExecutive _executive;

    /// <summary>Slots that the port works on.</summary>
    private uint _issued;

    /// <summary>Slots that wait to be issued one at a time.</summary>
    private uint _doubtful;

    /// <summary>Slots that wait for the doubtful ones to be over.</summary>
    private uint _held;

    /// <summary>Why the port has interrupted since the error that it recovers from.</summary>
    private uint _reasons;

    /// <summary>How often the disk was reset: a recovery that was overtaken by a reset has nothing left to do.</summary>
    private ulong _resets;

    private AhciDisk(string name, AhciPort port, AhciSlots slots, AtaIdentity identity, IExecutive executive)
    {
        Name = name;
        _port = port;
        _slots = slots;
        Identity = identity;
        _transfers = new BlockRequest?[port.Slots];
        _executive = executive;
        Queue = new BlockQueue(this, executive);
    }

    public string Name { get; }

    public AtaIdentity Identity { get; }

    public ulong SectorCount => Identity.SectorCount;

    public bool IsReadOnly => false;

    public int MostTransfers => _transfers.Length;

    public uint MostSectors => Identity.HasLongAddresses ? LongMostSectors : ShortMostSectors;

    public int MostPieces => AhciSlots.MostPieces;

    /// <summary>Times a command failed and the port was started again.</summary>
    public ulong Recoveries { get; private set; }

    /// <summary>Whether a command has failed and the port is not started again yet.</summary>
    public bool IsRecovering { get; private set; }

    /// <summary>The disk to everybody else.</summary>
    public BlockQueue Queue { get; }

    public void Start(BlockRequest transfer)
    {
        if (transfer.Operation == BlockOperation.Flush && !Identity.HasFlush && !Identity.HasLongFlush)
        {
            Queue.Finish(transfer, Errno.None);
            return;
        }

        int slot = Array.IndexOf(_transfers, null);
        int pieces = 0;
        for (BlockRequest? piece = transfer.Operation == BlockOperation.Flush ? null : transfer; piece is not null; piece = piece.NextInTransfer)
        {
            Panic.When(pieces == AhciSlots.MostPieces, "a transfer has more pieces than its driver takes");
            if (!_port.Reaches64Bits && piece.Memory.Value + (piece.Count * (ulong)BlockRequest.SectorSize) > FourGiB)
            {
                Queue.Finish(transfer, Errno.InputOutput); // an old controller cannot reach that memory
                return;
            }

            _slots.Piece(slot, pieces++, piece.Memory, piece.Count * BlockRequest.SectorSize);
        }

        _transfers[slot] = transfer;
        _slots.Command(slot, CommandFor(transfer.Operation), pieces == 0 ? 0 : transfer.Sector, pieces == 0 ? 0 : transfer.TransferCount);
        _slots.Complete(slot, pieces, transfer.Operation);
        uint bit = 1u << slot;
        if (_doubtful != 0 || IsRecovering)
        {
            _held |= bit;
            return;
        }

        _issued |= bit;
        _port.Issue(bit);
    }

    public void Reset()
    {
        Array.Clear(_transfers);
        _issued = 0;
        _doubtful = 0;
        _held = 0;
        _resets++;
        IsRecovering = false;
        _ = _port.Stop();
        _port.Prepare(_slots.List, _slots.Received);
        _ = _port.ResetDisk(); // a disk that stays away is given up by the queue
        _port.ForgetInterrupts();
        _port.StartCommands();
        _port.EnableInterrupts();
    }

    /// <summary>The port has interrupted.</summary>
    internal void Serve()
    {
        uint reasons = _port.TakeInterrupts();
        if (IsRecovering)
        {
            _reasons |= reasons;
            return;
        }

        uint over = _issued & ~_port.Issued;
        reasons |= _port.Interrupts; // one of those that are over may have failed since the reasons were taken
        if ((reasons & AhciPort.Errors) != 0)
        {
            IsRecovering = true;
            Recoveries++;
            _reasons = reasons;
            ExecutiveWaits.Detach(Recover());
            return;
        }

        _doubtful &= ~over;
        while (over != 0)
        {
            int slot = BitOperations.TrailingZeroCount(over);
            over &= over - 1;
            Finish(slot, Errno.None);
        }

        IssueNext();
    }

    private AtaCommand CommandFor(BlockOperation operation) => (operation, Identity.HasLongAddresses) switch
    {
        (BlockOperation.Read, true) => AtaCommand.ReadDmaLong,
        (BlockOperation.Read, false) => AtaCommand.ReadDma,
        (BlockOperation.Write, true) => AtaCommand.WriteDmaLong,
        (BlockOperation.Write, false) => AtaCommand.WriteDma,
        _ => Identity.HasLongFlush ? AtaCommand.FlushCacheLong : AtaCommand.FlushCache,
    };

    private void Finish(int slot, Errno result)
    {
        BlockRequest transfer = _transfers[slot]!;
        _transfers[slot] = null;
        _issued &= ~(1u << slot);
        Queue.Finish(transfer, result);
    }

    /// <summary>Waits until the port rests, and brings it to work again.</summary>
    private async KernelTask Recover()
    {
        ulong resets = _resets;
        uint left = _port.Issued;
        for (int looks = 0; left != 0 && looks < RestLooks; looks++)
        {
            _ = await _executive.Delay(_look);
            uint now = _port.Issued;
            looks = now == left ? looks : 0;
            left = now;
        }

        if (resets == _resets)
        {
            StartAgain();
        }
    }

    private void StartAgain()
    {
        IsRecovering = false;
        bool isLastBad = _port.HasFailed || (_reasons & AhciPort.BusErrors) != 0;
        bool hasStopped = _port.StopCommands();
        if (!hasStopped || _port.IsBusy)
        {
            _ = _port.ResetDisk();
        }

        _port.ForgetInterrupts();
        _port.StartCommands();
        uint suspects = _issued;
        _issued = 0;
        if (isLastBad && BitOperations.PopCount(suspects) == 1)
        {
            _doubtful &= ~suspects;
            Finish(BitOperations.TrailingZeroCount(suspects), Errno.InputOutput);
        }
        else
        {
            _doubtful |= suspects;
        }

        IssueNext();
    }

    /// <summary>Issues the next of the doubtful, or when none is left all that was held back.</summary>
    private void IssueNext()
    {
        uint next = 0;
        if (_doubtful != 0)
        {
            next = _issued == 0 ? 1u << BitOperations.TrailingZeroCount(_doubtful) : 0;
        }
        else
        {
            next = _held;
            _held = 0;
        }

        if (next != 0)
        {
            if (_doubtful != 0)
            {
                _slots.ResetCount(BitOperations.TrailingZeroCount(next));
            }

            _issued |= next;
            _port.Issue(next);
        }
    }
}
