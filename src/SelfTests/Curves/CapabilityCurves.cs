using System.Globalization;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.SelfTests;

/// <summary>What the operations on capabilities cost among ten of them and among a million, as lines for <c>build/bench --curves</c>.</summary>
internal sealed class CapabilityCurves() : SelfTest("Capabilities cost the same however many there are", "M-52")
{
    private const int Most = 1_000_000;
    private const int Samples = 500;
    private const Rights Passed = Rights.Charge | Rights.Duplicate | Rights.Transfer;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        long smallest = 0;
        for (int count = 10; count <= Most; count *= 10)
        {
            long derive = Among(machine, count);
            smallest = smallest == 0 ? derive : smallest;
            Expect.AtMost(2 * smallest, derive);
            Revoke(machine, count, "breadth");
            Revoke(machine, count, "depth");
        }
    }

    /// <summary>Reaching an object, and deriving and deleting, in a space that holds so many.</summary>
    private static long Among(ISelfTestMachine machine, int count)
    {
        CapabilityTable table = Table(count);
        CapabilitySpace space = table.RootSpace;
        CapabilityHandle handle = table.RootQuotaHandle;
        CapabilityHandle[] samples = new CapabilityHandle[Samples];
        for (int i = 0; i < count; i++)
        {
            handle = space.Derive(table.RootQuotaHandle, Passed).Expect("room for all");
            samples[(int)((long)i * Samples / count)] = handle;
        }

        for (int i = 0; i < Samples; i++)
        {
            samples[i] = samples[i] == default ? handle : samples[i];
        }

        long start = machine.Nanoseconds;
        bool isWell = true;
        foreach (CapabilityHandle sample in samples)
        {
            isWell &= space.Get<Quota>(sample, Rights.Charge).IsOk;
        }

        Say(machine, "capabilities", count, "get", machine.Nanoseconds - start, Samples);
        start = machine.Nanoseconds;
        for (int i = 0; i < Samples; i++)
        {
            isWell &= space.Delete(space.Derive(table.RootQuotaHandle, Passed).Expect("room for one more")) == Errno.None;
        }

        long derive = machine.Nanoseconds - start;
        Expect.That(isWell);
        Say(machine, "capabilities", count, "derive", derive, Samples);
        return derive;
    }

    /// <summary>Taking back what was derived: all from the same one, or each from the one before.</summary>
    private static void Revoke(ISelfTestMachine machine, int count, string shape)
    {
        CapabilityTable table = Table(count);
        CapabilitySpace space = table.RootSpace;
        CapabilityHandle above = table.RootQuotaHandle;
        for (int i = 0; i < count; i++)
        {
            CapabilityHandle derived = space.Derive(above, Passed).Expect("room for all");
            above = shape == "depth" ? derived : above;
        }

        long start = machine.Nanoseconds;
        while (space.Revoke(table.RootQuotaHandle) == Errno.Again)
        {
        }

        Say(machine, "revoke", count, shape, machine.Nanoseconds - start, count);
        Expect.Equal(1, space.Count);
    }

    private static CapabilityTable Table(int count)
    {
        QuotaAmounts amounts = default;
        for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
        {
            amounts[resource] = Most * 2;
        }

        return new CapabilityTable((uint)count + 100, amounts);
    }

    private static void Say(ISelfTestMachine machine, string curve, int count, string part, long nanoseconds, int operations) =>
        machine.Note(string.Create(CultureInfo.InvariantCulture, $"\n{curve}_{count}_{part}\t{operations}\t{(double)nanoseconds / operations:0.000}\n"));
}
