using System;
using System.Collections.Generic;
using Vela.Boot;
using Vela.Drivers;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Kernel;

/// <summary>The machine's disks: finds their controllers on PCI, attaches their interrupt lines, reads their partitions.</summary>
/// <remarks>
/// Owns: the list of block devices. Does not own: what is on them.
/// Disks are named in the order in which they are found: vda, vdb, … those of virtio, sda, sdb, … all others.
/// </remarks>
internal sealed class Disks(IExecutive executive, DeviceLines lines, InterruptTopology? topology, Shell.IBootOptions options)
{
    private const byte StorageClass = 1;
    private const byte IdeSubclass = 1;
    private const byte HasDmaEngine = 0x80;
    private const byte FirstIsNative = 0x01;
    private const byte SecondIsNative = 0x04;
    private const int EngineBar = 4;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(2);

    private readonly List<IBlockDevice> _devices = [];
    private readonly KernelWaitQueue _ended = new(executive);
    private readonly DeviceMap _map = new();
    private readonly Frames _frames = PhysicalMap.Shared;
    private int _virtioCount;
    private int _otherCount;

    /// <summary>Disks and partitions found so far, each disk before its partitions.</summary>
    public IReadOnlyList<IBlockDevice> Devices => _devices;

    /// <summary>Whether every disk has been found.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Waits until every disk has been found.</summary>
    public async KernelTask Ready()
    {
        while (!IsComplete)
        {
            _ = await _ended.Wait(null);
        }
    }

    /// <summary>Looks for every disk; once, at boot.</summary>
    public async KernelTask Find()
    {
        PciBus bus = new(new PciConfiguration(default(MachinePorts)));
        foreach (PciFunction function in bus.Enumerate())
        {
            if (function.Vendor == VirtioDisk.Vendor && function.Device is VirtioDisk.Modern or VirtioDisk.Transitional)
            {
                await AddVirtio(bus, function);
            }
            else if (function.Class == StorageClass && function.Subclass == IdeSubclass)
            {
                await AddIde(bus, function);
            }
            else if (function is { Class: AhciController.Class, Subclass: AhciController.Subclass, Interface: AhciController.Interface })
            {
                await AddAhci(bus, function);
            }
        }

        IsComplete = true;
        _ended.WakeAll();
    }

    private async KernelTask AddVirtio(PciBus bus, PciFunction function)
    {
        if (!VirtioDisk.Open(Name("vd", _virtioCount), bus, function, _map, _frames, executive).Ok(out VirtioDisk? disk, out Errno error))
        {
            Refuse(function, error);
            return;
        }

        _virtioCount++;
        AttachPin(function, disk.Serve);
        await Add(disk.Queue, "virtio");
    }

    private async KernelTask AddIde(PciBus bus, PciFunction function)
    {
        bus.Enable(function);
        PciBar engine = bus.ReadBar(function, EngineBar);
        ushort engineStart = (function.Interface & HasDmaEngine) != 0 && engine.Kind == PciBarKind.Ports ? (ushort)engine.Address : (ushort)0;
        for (int number = 0; number < 2; number++)
        {
            bool isNative = (function.Interface & (number == 0 ? FirstIsNative : SecondIsNative)) != 0;
            IdePorts ports = number == 0 ? IdePorts.First(engineStart) : IdePorts.Second(engineStart);
            if (isNative)
            {
                // In native mode a channel has base addresses of its own; the control port is the third of its four.
                PciBar command = bus.ReadBar(function, 2 * number);
                PciBar control = bus.ReadBar(function, (2 * number) + 1);
                ports = ports with { Command = (ushort)command.Address, Control = (ushort)(control.Address + 2) };
            }

            await AddChannel(function, ports, isNative, number == 0 ? IdePorts.FirstLine : IdePorts.SecondLine);
        }
    }

    private async KernelTask AddChannel(PciFunction function, IdePorts ports, bool isNative, byte line)
    {
        if (!IdeChannel.Create(default(MachinePorts), ports, _frames, executive).Ok(out IdeChannel? channel, out Errno error))
        {
            Refuse(function, error);
            return;
        }

        bool isSlow = options.TryGet("ata", out string? mode) && mode == "pio";
        List<IdeDisk> disks = await channel.FindDisks(NextName, isSlow ? AtaTransferMode.Programmed : AtaTransferMode.Dma);
        if (disks.Count == 0)
        {
            return;
        }

        if (isNative)
        {
            AttachPin(function, channel.Serve);
        }
        else
        {
            lines.Attach(topology is null ? line : (int)topology.Route(line).Interrupt, InterruptTrigger.Edge, channel.Serve);
        }

        foreach (IdeDisk disk in disks)
        {
            await Add(disk.Queue, disk.Mode == AtaTransferMode.Dma ? $"IDE, {disk.Identity.Model}" : $"IDE without DMA, {disk.Identity.Model}");
        }
    }

    private async KernelTask AddAhci(PciBus bus, PciFunction function)
    {
        if (!AhciController.Open(bus, function, _map, _frames, executive).Ok(out AhciController? controller, out Errno error))
        {
            Refuse(function, error);
            return;
        }

        List<AhciDisk> disks = await controller.FindDisks(NextName);
        if (disks.Count == 0)
        {
            return;
        }

        AttachPin(function, controller.Serve);
        foreach (AhciDisk disk in disks)
        {
            await Add(disk.Queue, $"AHCI, {disk.Identity.Model}");
        }
    }

    private async KernelTask Add(BlockQueue disk, string kind)
    {
        _devices.Add(disk);
        string access = disk.IsReadOnly ? ", read-only" : "";
        KernelLog.Write(LogLevel.Information, $"disk: {disk.Name} {disk.SectorCount >> (20 - BlockRequest.SectorShift)} MiB ({kind}{access})");
        if (!(await PartitionTable.Read(disk, _frames, executive)).Ok(out List<Partition>? partitions, out Errno error))
        {
            KernelLog.Write(LogLevel.Warning, $"disk: {disk.Name}: the partition table cannot be read: {error}");
            return;
        }

        foreach (Partition partition in partitions)
        {
            _devices.Add(partition);
            KernelLog.Write(LogLevel.Information, $"disk: {partition.Name} {partition.SectorCount >> (20 - BlockRequest.SectorShift)} MiB from sector {partition.Start}");
        }
    }

    /// <summary>The line that firmware has routed the function's pin to; several functions may share it. Without one, the function is asked again and again.</summary>
    private void AttachPin(PciFunction function, Action serve)
    {
        if (function.InterruptPin != 0 && function.InterruptLine is > 0 and < DeviceLines.Count)
        {
            lines.Attach(function.InterruptLine, InterruptTrigger.Level, serve);
            return;
        }

        KernelLog.Write(LogLevel.Notice, $"disk: {function.Address} has no interrupt line and is polled");
        ExecutiveWaits.Detach(Poll(serve));
    }

    private async KernelTask Poll(Action serve)
    {
        while (true)
        {
            _ = await executive.Delay(_poll);
            serve();
        }
    }

    private string NextName() => Name("sd", _otherCount++);

    /// <summary>sda to sdz, then sdaa and so on.</summary>
    private static string Name(string prefix, int number)
    {
        string letters = "";
        for (int rest = number; rest >= 0; rest = (rest / 26) - 1)
        {
            letters = (char)('a' + (rest % 26)) + letters;
        }

        return prefix + letters;
    }

    private static void Refuse(PciFunction function, Errno error) =>
        KernelLog.Write(LogLevel.Warning, $"disk: {function.Address} {function.ClassName} cannot be driven: {error}");
}
