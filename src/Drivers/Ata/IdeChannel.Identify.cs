using System;
using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

public sealed partial class IdeChannel
{
    private const int IdentifyPolls = 1000;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Asks both places on the cable what is there, and makes a disk of each disk. CD drives and the like are left alone.</summary>
    /// <param name="name">Gives the next disk its name.</param>
    /// <param name="mode">How data is to be moved where the disk and the channel can do both.</param>
    public async KernelTask<List<IdeDisk>> FindDisks(Func<string> name, AtaTransferMode mode)
    {
        List<IdeDisk> found = [];
        ushort[] words = new ushort[AtaIdentity.Words];
        _ports.Write8(_at.Control, InterruptsOff);
        for (int drive = 0; drive < 2; drive++)
        {
            if (await Identify(drive, words) != Errno.None)
            {
                continue;
            }

            AtaIdentity identity = AtaIdentity.Parse(words);
            if (identity.SectorCount != 0)
            {
                IdeDisk disk = new(name(), this, drive, identity, _at.BusMaster == 0 ? AtaTransferMode.Programmed : mode, _executive);
                _disks[drive] = disk;
                found.Add(disk);
            }
        }

        _ = ReadStatus();
        AcknowledgeEngine();
        _ports.Write8(_at.Control, 0);
        return found;
    }

    /// <summary><see cref="Errno.NoDevice"/>: nothing there, or no disk. <see cref="Errno.InputOutput"/>: a disk that does not answer.</summary>
    private async KernelTask<Errno> Identify(int drive, ushort[] words)
    {
        Select(drive, 0);
        if (QuietStatus() is AtaStatus.Floating or AtaStatus.None || !await Settles())
        {
            return Errno.NoDevice;
        }

        Write8(SectorCountRegister, 0);
        Write8(AddressLow, 0);
        Write8(AddressMiddle, 0);
        Write8(AddressHigh, 0);
        Write8(Command, (byte)AtaCommand.Identify);
        Pause(4);
        if (QuietStatus() == AtaStatus.None)
        {
            return Errno.NoDevice;
        }

        if (!await Settles())
        {
            return Errno.InputOutput;
        }

        // A packet device refuses, and leaves its signature in the address.
        AtaStatus status = ReadStatus();
        if ((status & (AtaStatus.Error | AtaStatus.DataRequest)) != AtaStatus.DataRequest)
        {
            return Errno.NoDevice;
        }

        for (int i = 0; i < words.Length; i++)
        {
            words[i] = _ports.Read16((ushort)(_at.Command + Data));
        }

        return Errno.None;
    }

    private async KernelTask<bool> Settles()
    {
        for (int polls = 0; polls < IdentifyPolls; polls++)
        {
            if ((QuietStatus() & AtaStatus.Busy) == 0)
            {
                return true;
            }

            _ = await _executive.Delay(_poll);
        }

        return false;
    }
}
