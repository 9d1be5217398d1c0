using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The registers of one port of an <see cref="AhciController"/> (AHCI 1.3.1, 3.3).</summary>
internal sealed class AhciPort(DeviceRegisters registers, int index, uint capabilities)
{
    public const uint Length = 0x80;

    /// <summary>What a disk's first answer says it is (PxSIG).</summary>
    public const uint DiskSignature = 0x0000_0101;

    /// <summary>A command failed: the disk said so, or the bus, or memory (PxIS).</summary>
    public const uint Errors = TaskFileError | BusErrors;

    /// <summary>Errors of the bus, of memory and of the link: no disk reports these.</summary>
    public const uint BusErrors = 0x3800_0000;

    private const uint TaskFileError = 0x4000_0000;

    private const uint FirstPort = 0x100;
    private const uint CommandList = 0x00;
    private const uint ReceivedFis = 0x08;
    private const uint InterruptStatus = 0x10;
    private const uint InterruptEnable = 0x14;
    private const uint Command = 0x18;
    private const uint TaskFile = 0x20;
    private const uint SignatureRegister = 0x24;
    private const uint LinkStatus = 0x28;
    private const uint LinkControl = 0x2c;
    private const uint LinkError = 0x30;
    private const uint CommandIssue = 0x38;

    private const uint CommandStart = 1;
    private const uint SpinUp = 2;
    private const uint PowerOn = 4;
    private const uint ReceiveOn = 0x10;
    private const uint ReceiveRunning = 0x4000;
    private const uint CommandRunning = 0x8000;
    private const uint BusyOrRequest = 0x88;
    private const uint LinkMask = 0x0f;
    private const uint LinkUp = 3;
    private const uint ResetLink = 1;

    /// <summary>What a disk sends when a command is over, and every error.</summary>
    private const uint WantedInterrupts = Errors | 0x0f;
    private const int StopPolls = 50_000;

    private readonly uint _start = StartOf(index);

    /// <summary>Commands the controller can hold for a port.</summary>
    public int Slots { get; } = (int)(capabilities >> 8 & 31) + 1;

    public bool Reaches64Bits { get; } = (capabilities & 0x8000_0000) != 0;

    public uint Signature => Read(SignatureRegister);

    public bool IsLinkUp => (Read(LinkStatus) & LinkMask) == LinkUp;

    public bool IsBusy => (Read(TaskFile) & BusyOrRequest) != 0;

    /// <summary>Whether the last command ended in an error.</summary>
    public bool HasFailed => (Read(TaskFile) & 1) != 0;

    /// <summary>A bit for each slot whose command is not over.</summary>
    public uint Issued => Read(CommandIssue);

    public static uint StartOf(int index) => FirstPort + ((uint)index * Length);

    public void Issue(uint slots) => Write(CommandIssue, slots);

    /// <summary>Why the port interrupts.</summary>
    public uint Interrupts => Read(InterruptStatus);

    /// <summary>Why the port interrupted; cleared by this.</summary>
    public uint TakeInterrupts()
    {
        uint status = Read(InterruptStatus);
        Write(InterruptStatus, status);
        return status;
    }

    public void EnableInterrupts() => Write(InterruptEnable, WantedInterrupts);

    /// <summary>Stops both engines of the port; every command that was issued is forgotten. False: they do not stop.</summary>
    public bool Stop()
    {
        Write(InterruptEnable, 0);
        return StopCommands() && StopReceiving();
    }

    /// <summary>Gives the disk power and lets it spin up.</summary>
    public void PowerOnDisk() => Write(Command, Read(Command) | SpinUp | PowerOn);

    /// <summary>Gives the port its memory and starts the receiver. The port is stopped.</summary>
    public void Prepare(PhysicalAddress list, PhysicalAddress received)
    {
        registers.Write64(_start + CommandList, list.Value);
        registers.Write64(_start + ReceivedFis, received.Value);
        Write(Command, Read(Command) | ReceiveOn);
    }

    /// <summary>Clears what the port and its link have reported.</summary>
    public void ForgetInterrupts()
    {
        Write(LinkError, uint.MaxValue);
        Write(InterruptStatus, uint.MaxValue);
    }

    public void StartCommands() => Write(Command, Read(Command) | CommandStart);

    /// <summary>Stops the commands alone: what follows an error (AHCI 1.3.1, 6.2.2.1).</summary>
    public bool StopCommands()
    {
        Write(Command, Read(Command) & ~CommandStart);
        return Await(Command, CommandRunning, 0);
    }

    /// <summary>Resets the disk by taking the link down and up again (10.4.2). False: it does not come back.</summary>
    public bool ResetDisk()
    {
        // The link stays down for a millisecond at least; a register takes a microsecond to read at most.
        Write(LinkControl, (Read(LinkControl) & ~LinkMask) | ResetLink);
        for (int reads = 0; reads < 2000; reads++)
        {
            _ = Read(LinkStatus);
        }

        Write(LinkControl, Read(LinkControl) & ~LinkMask);
        bool isUp = Await(LinkStatus, LinkMask, LinkUp);
        Write(LinkError, uint.MaxValue);
        return isUp && Await(TaskFile, BusyOrRequest, 0);
    }

    private bool StopReceiving()
    {
        Write(Command, Read(Command) & ~ReceiveOn);
        return Await(Command, ReceiveRunning, 0);
    }

    private bool Await(uint register, uint mask, uint value)
    {
        for (int polls = 0; polls < StopPolls; polls++)
        {
            if ((Read(register) & mask) == value)
            {
                return true;
            }
        }

        return false;
    }

    private uint Read(uint register) => registers.Read32(_start + register);

    private void Write(uint register, uint value) => registers.Write32(_start + register, value);
}
