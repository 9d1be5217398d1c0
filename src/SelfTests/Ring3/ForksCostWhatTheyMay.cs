using Vela.Memory;
using Vela.Primitives;

namespace Vela.SelfTests;

/// <remarks>
/// Memory's part of fork, exit and wait, and what the two sides fault for afterwards. The whole is to cost 40,000 for a small process
/// and 150,000 for one with 64 MiB; the limits here are a ratchet, so that it only gets better.
/// </remarks>
internal sealed class ForksCostWhatTheyMay() : SelfTest("A fork and the end of its child cost what they may whatever the parent has", "C-11", "C-13", "M-33", "S-11")
{
    private const int Rounds = 8;
    private const int Stretches = 4;
    private const int RegionsPerStretch = 5;
    private const ulong StretchBytes = 256UL << 20;
    private const ulong RegionBytes = 16 * 4096;
    private const int LargePages = 16384;
    private const ulong LargeAddress = 0x10_0000_0000;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        using UserMachine small = Small(machine, out int childEntry);
        Limits.Check(machine, "small process, fork and exit", Measure(machine, small, childEntry), 60_500);

        using UserMachine large = Small(machine, out childEntry);
        if (large.Memory.Frames.FreeCount < 2 * LargePages)
        {
            machine.Note("this machine is too small for a process of 64 MiB");
            return;
        }

        large.MapAnonymous(LargeAddress, LargePages, Access.ReadWrite);
        Progress progress = default;
        FaultOutcome populated = large.Space.TryPopulate(PageRange.Of(new VirtualAddress(LargeAddress).Page, LargePages), Access.Write, ref progress);
        Expect.That(populated.IsContinue);
        Limits.Check(machine, "64 MiB process, fork and exit", Measure(machine, large, childEntry), 85_500);
    }

    /// <summary>Twenty regions in four stretches of 2 MiB, two pages written in each; the program writes them all, its second part six of them.</summary>
    private static UserMachine Small(ISelfTestMachine machine, out int childEntry)
    {
        UserMachine user = new();
        UserProgram program = new();
        for (uint i = 0; i < Stretches * RegionsPerStretch; i++)
        {
            user.MapAnonymous(Region(i), 8, Access.ReadWrite);
            _ = program.Write(Region(i), 2);
        }

        childEntry = program.End().Length;
        _ = program.Write(Region(0), 2).Write(Region(1), 2).Write(Region(6), 2).End();
        user.Load(program);
        _ = user.Run(machine);
        return user;
    }

    private static ulong Region(uint number) =>
        UserMachine.DataAddress + (number / RegionsPerStretch * StretchBytes) + (number % RegionsPerStretch * RegionBytes);

    private static long Measure(ISelfTestMachine machine, UserMachine user, int childEntry)
    {
        AddressSpace parent = user.Space;
        long fork = 0;
        long child = 0;
        long exit = 0;
        long after = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            if (round == 1)
            {
                fork = child = exit = after = 0; // the first round makes tables and slabs
            }

            long start = machine.Nanoseconds;
            AddressSpace forked = parent.Fork(user.Account).Expect("a space can be forked");
            fork += machine.Nanoseconds - start;

            user.Space = forked;
            user.Start(childEntry);
            child += user.Run(machine);
            Expect.AtLeast(6, user.Faults);

            user.Space = parent;
            parent.Activate();
            start = machine.Nanoseconds;
            user.End(forked);
            exit += machine.Nanoseconds - start;

            user.Start(0);
            after += user.Run(machine);
        }

        machine.Note($"fork {fork / Rounds}, child {child / Rounds}, exit {exit / Rounds}, parent's pages again {after / Rounds} with {user.Faults} faults");
        return (fork + child + exit + after) / Rounds;
    }
}
