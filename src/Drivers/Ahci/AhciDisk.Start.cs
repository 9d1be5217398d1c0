using System;
using Vela.Hal;

namespace Vela.Drivers;

public sealed partial class AhciDisk
{
    private const int LinkPolls = 4;
    private const int ReadyPolls = 1000;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Starts a port and asks its disk what it is. Null: no disk there, or none that can be used; the port is left stopped.</summary>
    internal static async KernelTask<AhciDisk?> Start(AhciPort port, Frames frames, Func<string> name, IExecutive executive)
    {
        port.PowerOnDisk();
        if (!port.Stop() || !await Await(port, executive, LinkPolls, static each => each.IsLinkUp)
            || !AhciSlots.Create(frames).Ok(out AhciSlots slots, out _))
        {
            return null;
        }

        port.Prepare(slots.List, slots.Received);
        AtaIdentity identity = default;
        if (await Await(port, executive, ReadyPolls, static each => !each.IsBusy) && port.Signature == AhciPort.DiskSignature)
        {
            port.StartCommands();
            slots.Piece(0, 0, slots.Answer, AtaIdentity.Words * 2);
            slots.Command(0, AtaCommand.Identify, 0, 0);
            slots.Complete(0, 1, BlockOperation.Read);
            port.Issue(1);
            if (await Await(port, executive, ReadyPolls, static each => each.Issued == 0) && !port.HasFailed)
            {
                identity = AtaIdentity.Parse(Answer(slots));
            }
        }

        if (identity.SectorCount == 0)
        {
            if (port.Stop())
            {
                slots.Release(frames);
            }

            return null;
        }

        _ = port.TakeInterrupts();
        port.EnableInterrupts();
        return new AhciDisk(name(), port, slots, identity, executive);
    }

    private static ushort[] Answer(AhciSlots slots)
    {
        ushort[] words = new ushort[AtaIdentity.Words];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = slots.AnswerWord(i);
        }

        return words;
    }

    private static async KernelTask<bool> Await(AhciPort port, IExecutive executive, int times, Func<AhciPort, bool> holds)
    {
        for (int polls = 0; polls < times; polls++)
        {
            if (holds(port))
            {
                return true;
            }

            _ = await executive.Delay(_poll);
        }

        return holds(port);
    }
}
