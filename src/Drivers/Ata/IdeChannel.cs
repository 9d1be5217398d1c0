using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>One channel of an IDE controller such as the PIIX: a cable with at most two disks, of which one works at a time.</summary>
/// <remarks>
/// Owns: the channel's ports, the table of memory pieces that its DMA engine reads, whose turn it is. Does not own: the requests.
/// A transfer is one command or several: as many sectors as the addresses of the disk allow, and as many pieces as fit the table.
/// After a reset the disk that asked for it is driven without DMA: a lost DMA interrupt or a broken engine costs speed, not the disk.
/// States: idle → command under way (→ data phase → …) → idle.
/// Sources: ATA8-ACS and ATA/ATAPI-7 vol. 2 (registers, protocols); Programming Interface for Bus Master IDE Controller 1.0.
/// </remarks>
public sealed partial class IdeChannel
{
    private const ushort Data = 0;
    private const ushort SectorCountRegister = 2;
    private const ushort AddressLow = 3;
    private const ushort AddressMiddle = 4;
    private const ushort AddressHigh = 5;
    private const ushort Device = 6;
    private const ushort Status = 7;
    private const ushort Command = 7;

    private const byte LongAddress = 0x40;
    private const byte InterruptsOff = 0x02;
    private const byte SoftwareReset = 0x04;

    /// <summary>A port read takes about a microsecond.</summary>
    private const int ReadyPolls = 20_000;
    private const int ResetPulsePolls = 20;

    private readonly IPortSpace _ports;
    private readonly IdePorts _at;
    private readonly PhysicalMemory _memory;
    private readonly DmaArea _table;
    private readonly IExecutive _executive;
    private readonly IdeDisk?[] _disks = new IdeDisk?[2];
    private readonly BlockRequest?[] _waiting = new BlockRequest?[2];
    private IdeDisk? _running;
    private BlockRequest? _transfer;

    private IdeChannel(IPortSpace ports, IdePorts at, PhysicalMemory memory, DmaArea table, IExecutive executive)
    {
        _ports = ports;
        _at = at;
        _memory = memory;
        _table = table;
        _executive = executive;
    }

    public static Result<IdeChannel> Create(IPortSpace ports, IdePorts at, Frames frames, IExecutive executive)
    {
        if (!DmaArea.Create(frames, 1).Ok(out DmaArea table, out Errno error))
        {
            return error;
        }

        return new IdeChannel(ports, at, frames.Memory, table, executive);
    }

    /// <summary>The channel's line has interrupted, or another device's on the same line.</summary>
    public void Serve()
    {
        if (_running is null)
        {
            _ = ReadStatus(); // whatever it was, the disk lowers its line
            AcknowledgeEngine();
            return;
        }

        if (_isMoving && !HasEngineInterrupted())
        {
            return;
        }

        if ((QuietStatus() & AtaStatus.Busy) == 0)
        {
            Continue();
        }
    }

    internal void Start(IdeDisk disk, BlockRequest transfer)
    {
        Panic.When(_waiting[disk.Drive] is not null, "a disk is given two transfers at once");
        if (_running is not null)
        {
            _waiting[disk.Drive] = transfer;
            BlockQueue.Postpone(transfer);
            return;
        }

        Run(disk, transfer);
    }

    /// <summary>Resets both disks. What the other one had under way starts anew; it is not the other's fault.</summary>
    internal void Reset(IdeDisk disk)
    {
        _ = StopEngine();
        _ports.Write8(_at.Control, SoftwareReset | InterruptsOff);
        Pause(ResetPulsePolls);
        _ports.Write8(_at.Control, 0);
        Pause(ResetPulsePolls);
        _ = AwaitIdle();
        _ = ReadStatus();
        disk.Mode = AtaTransferMode.Programmed;

        _waiting[disk.Drive] = null;
        IdeDisk? running = _running;
        BlockRequest? transfer = _transfer;
        _running = null;
        _transfer = null;
        if (running is not null && running != disk)
        {
            Run(running, transfer!);
        }
        else
        {
            RunNext();
        }
    }

    private void Run(IdeDisk disk, BlockRequest transfer)
    {
        disk.Queue.Renew(transfer);
        _running = disk;
        _transfer = transfer;
        _piece = transfer;
        _done = 0;
        _doneInPiece = 0;
        NextCommand();
    }

    private void RunNext()
    {
        for (int drive = 0; drive < 2 && _running is null; drive++)
        {
            if (_waiting[drive] is { } next)
            {
                _waiting[drive] = null;
                Run(_disks[drive]!, next);
            }
        }
    }

    /// <summary>Answers for the transfer under way. The other disk's turn comes before this one's next.</summary>
    private void Finish(Errno result)
    {
        IdeDisk disk = _running!;
        BlockRequest transfer = _transfer!;
        _running = null;
        _transfer = null;
        RunNext();
        disk.Queue.Finish(transfer, result);
    }

    private AtaStatus ReadStatus() => (AtaStatus)Read8(Status);

    /// <summary>The status, without telling the disk that its interrupt was seen.</summary>
    private AtaStatus QuietStatus() => (AtaStatus)_ports.Read8(_at.Control);

    private bool AwaitIdle()
    {
        for (int polls = 0; polls < ReadyPolls; polls++)
        {
            if ((QuietStatus() & (AtaStatus.Busy | AtaStatus.DataRequest)) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Selects a disk and gives it the 400 ns it may take to show its status.</summary>
    private void Select(int drive, byte more)
    {
        Write8(Device, (byte)(0xa0 | drive << 4 | more));
        Pause(4);
    }

    private void Pause(int polls)
    {
        for (int i = 0; i < polls; i++)
        {
            _ = QuietStatus();
        }
    }

    private byte Read8(ushort register) => _ports.Read8((ushort)(_at.Command + register));

    private void Write8(ushort register, byte value) => _ports.Write8((ushort)(_at.Command + register), value);
}
