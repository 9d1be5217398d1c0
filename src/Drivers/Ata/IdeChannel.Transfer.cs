using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

public sealed partial class IdeChannel
{
    // The DMA engine, from its first port on.
    private const ushort EngineCommand = 0;
    private const ushort EngineStatus = 2;
    private const ushort EngineTable = 4;
    private const byte EngineStart = 0x01;
    private const byte EngineToMemory = 0x08;
    private const byte EngineActive = 0x01;
    private const byte EngineError = 0x02;
    private const byte EngineInterrupt = 0x04;

    private const ulong TableEntries = FrameNumber.Size / 8;
    private const ulong TableReach = 1UL << 32;

    /// <summary>No entry of the table may cross a multiple of this, and one of 0 bytes means as many.</summary>
    private const ulong TableBoundary = 1 << 16;
    private const uint LastEntry = 0x8000_0000;

    private const uint ShortMostSectors = 256;
    private const uint LongMostSectors = 65536;
    private const AtaStatus Failure = AtaStatus.Error | AtaStatus.DeviceFault;

    /// <summary>How far the transfer has come: sectors in all, and the piece of memory that is next.</summary>
    private uint _done;
    private BlockRequest? _piece;
    private uint _doneInPiece;

    /// <summary>Sectors of the command under way that the processor has still to move.</summary>
    private uint _left;

    /// <summary>Whether the engine moves the data of the command under way.</summary>
    private bool _isMoving;

    /// <summary>Starts the command for the transfer's next part.</summary>
    private void NextCommand()
    {
        IdeDisk disk = _running!;
        BlockRequest transfer = _transfer!;
        _isMoving = false;
        _left = 0;
        Select(disk.Drive, 0);
        if (!AwaitIdle())
        {
            Finish(Errno.InputOutput);
            return;
        }

        if (transfer.Operation == BlockOperation.Flush)
        {
            Flush(disk);
            return;
        }

        bool isRead = transfer.Operation == BlockOperation.Read;
        bool isLong = disk.Identity.HasLongAddresses;
        uint count = Math.Min(transfer.TransferCount - _done, isLong ? LongMostSectors : ShortMostSectors);
        ulong sector = transfer.Sector + _done;
        if (disk.Mode == AtaTransferMode.Dma && TryFillTable(ref count))
        {
            _isMoving = true;
            _ports.Write32((ushort)(_at.BusMaster + EngineTable), (uint)_table.Start.Value);
            _ports.Write8((ushort)(_at.BusMaster + EngineCommand), isRead ? EngineToMemory : (byte)0);
            AcknowledgeEngine();
            Send(disk, sector, count, (isRead, isLong) switch
            {
                (true, true) => AtaCommand.ReadDmaLong,
                (true, false) => AtaCommand.ReadDma,
                (false, true) => AtaCommand.WriteDmaLong,
                _ => AtaCommand.WriteDma,
            });
            _ports.Write8((ushort)(_at.BusMaster + EngineCommand), (byte)(EngineStart | (isRead ? EngineToMemory : 0)));
            return;
        }

        _left = count;
        Send(disk, sector, count, (isRead, isLong) switch
        {
            (true, true) => AtaCommand.ReadSectorsLong,
            (true, false) => AtaCommand.ReadSectors,
            (false, true) => AtaCommand.WriteSectorsLong,
            _ => AtaCommand.WriteSectors,
        });
        if (!isRead)
        {
            SendFirstSector();
        }
    }

    private void Flush(IdeDisk disk)
    {
        if (!disk.Identity.HasFlush && !disk.Identity.HasLongFlush)
        {
            Finish(Errno.None); // a disk from before the command has no cache that it does not write by itself
            return;
        }

        Write8(Command, (byte)(disk.Identity.HasLongFlush ? AtaCommand.FlushCacheLong : AtaCommand.FlushCache));
    }

    /// <summary>The command under way has come to an interrupt, and the disk is not busy.</summary>
    private void Continue()
    {
        bool hasFailed = _isMoving && !StopEngine();
        AtaStatus status = ReadStatus();
        AcknowledgeEngine();
        if (hasFailed || (status & Failure) != 0)
        {
            Finish(Errno.InputOutput);
            return;
        }

        if (_left != 0)
        {
            if ((status & AtaStatus.DataRequest) == 0)
            {
                return; // not this command's interrupt
            }

            bool isRead = _transfer!.Operation == BlockOperation.Read;
            MoveSector();
            if (_left != 0 || !isRead)
            {
                return; // the next sector's interrupt is to come, or the one that says the last is written
            }
        }

        if (_transfer!.Operation != BlockOperation.Flush && _done < _transfer.TransferCount)
        {
            NextCommand();
        }
        else
        {
            Finish(Errno.None);
        }
    }

    /// <summary>The first sector of a write is asked for without an interrupt.</summary>
    private void SendFirstSector()
    {
        for (int polls = 0; polls < ReadyPolls; polls++)
        {
            AtaStatus status = QuietStatus();
            if ((status & AtaStatus.Busy) != 0)
            {
                continue;
            }

            if ((status & Failure) != 0)
            {
                break;
            }

            if ((status & AtaStatus.DataRequest) != 0)
            {
                MoveSector();
                return;
            }
        }

        Finish(Errno.InputOutput);
    }

    /// <summary>Moves one sector between the data port and memory.</summary>
    private void MoveSector()
    {
        PhysicalAddress at = NextMemory();
        Span<byte> bytes = _memory.Page(at.Frame).Slice((int)(at.Value & (FrameNumber.Size - 1)), BlockRequest.SectorSize);
        ushort data = (ushort)(_at.Command + Data);
        if (_transfer!.Operation == BlockOperation.Read)
        {
            _ports.Read16(data, bytes);
        }
        else
        {
            _ports.Write16(data, bytes);
        }

        _running!.Queue.Renew(_transfer); // a slow disk is not a dead one: each sector has the time of a transfer
        _left--;
        Advance(1);
    }

    private PhysicalAddress NextMemory() => _piece!.Memory + (_doneInPiece * (ulong)BlockRequest.SectorSize);

    /// <summary>Counts sectors of one piece as moved.</summary>
    private void Advance(uint sectors)
    {
        _done += sectors;
        _doneInPiece += sectors;
        if (_doneInPiece == _piece!.Count)
        {
            _piece = _piece.NextInTransfer;
            _doneInPiece = 0;
        }
    }

    /// <summary>Describes the memory of the next part to the engine. False: some of it is beyond the engine's reach.</summary>
    private bool TryFillTable(ref uint count)
    {
        uint described = 0;
        ulong entry = 0;
        BlockRequest? piece = _piece;
        uint doneInPiece = _doneInPiece;
        while (described < count && entry < TableEntries)
        {
            PhysicalAddress memory = piece!.Memory + (doneInPiece * (ulong)BlockRequest.SectorSize);
            ulong room = TableBoundary - (memory.Value % TableBoundary);
            uint sectors = (uint)Math.Min(room / BlockRequest.SectorSize, Math.Min(piece.Count - doneInPiece, count - described));
            if (memory.Value + (sectors * (ulong)BlockRequest.SectorSize) > TableReach)
            {
                return false;
            }

            _table.At<uint>(entry * 8) = (uint)memory.Value;
            _table.At<uint>((entry * 8) + 4) = sectors * BlockRequest.SectorSize % (uint)TableBoundary;
            entry++;
            described += sectors;
            doneInPiece += sectors;
            if (doneInPiece == piece.Count)
            {
                piece = piece.NextInTransfer;
                doneInPiece = 0;
            }
        }

        _table.At<uint>(((entry - 1) * 8) + 4) |= LastEntry;
        count = described;
        _done += described;
        _piece = piece;
        _doneInPiece = doneInPiece;
        return true;
    }

    /// <summary>Writes address and count, the high halves first where there are such, and the command.</summary>
    private void Send(IdeDisk disk, ulong sector, uint count, AtaCommand command)
    {
        byte top = 0;
        if (disk.Identity.HasLongAddresses)
        {
            Write8(SectorCountRegister, Byte(count, 8));
            Write8(AddressLow, Byte(sector, 24));
            Write8(AddressMiddle, Byte(sector, 32));
            Write8(AddressHigh, Byte(sector, 40));
        }
        else
        {
            top = (byte)(sector >> 24 & 0x0f);
        }

        Write8(SectorCountRegister, Byte(count, 0)); // 256 and 65,536 are written as 0
        Write8(AddressLow, Byte(sector, 0));
        Write8(AddressMiddle, Byte(sector, 8));
        Write8(AddressHigh, Byte(sector, 16));
        Select(disk.Drive, (byte)(LongAddress | top));
        Write8(Command, (byte)command);
    }

    private static byte Byte(ulong value, int shift) => (byte)(value >> shift & 0xff);

    private bool HasEngineInterrupted() => (_ports.Read8((ushort)(_at.BusMaster + EngineStatus)) & EngineInterrupt) != 0;

    /// <summary>Stops the engine. False: it met an error, or had not moved everything that the table describes.</summary>
    private bool StopEngine()
    {
        if (_at.BusMaster == 0)
        {
            return true;
        }

        byte status = _ports.Read8((ushort)(_at.BusMaster + EngineStatus));
        _ports.Write8((ushort)(_at.BusMaster + EngineCommand), 0);
        return (status & (EngineError | EngineActive)) == 0;
    }

    /// <summary>Clears the engine's interrupt and error; both are cleared by writing ones.</summary>
    private void AcknowledgeEngine()
    {
        if (_at.BusMaster != 0)
        {
            ushort register = (ushort)(_at.BusMaster + EngineStatus);
            _ports.Write8(register, (byte)(_ports.Read8(register) | EngineInterrupt | EngineError));
        }
    }
}
