using Vela.Capabilities;

namespace Vela.Tests.Capabilities;

/// <summary>What the tests of this room start from.</summary>
internal static class Given
{
    public const Rights FileRights = Rights.Inspect | Rights.Duplicate | Rights.Transfer | Rights.Strong
        | Rights.Read | Rights.Write | Rights.Execute | Rights.Map | Rights.Append | Rights.Resize | Rights.Configure;

    public static QuotaAmounts Amounts(ulong each)
    {
        QuotaAmounts amounts = default;
        for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
        {
            amounts[resource] = each;
        }

        return amounts;
    }

    public static CapabilityTable Table(uint capacity = 10_000) => new(capacity, Amounts(1_000_000_000));

    public static CapabilitySpace Space(CapabilityTable table) => CapabilitySpace.Create(table, table.RootQuota).Expect("a space");

    /// <summary>A space with a quota of its own: so many capabilities, and plenty of everything else.</summary>
    public static CapabilitySpace Space(CapabilityTable table, ulong capabilities)
    {
        QuotaAmounts amounts = Amounts(1000);
        amounts[Resource.Capabilities] = capabilities;
        return CapabilitySpace.Create(table, QuotaOf(table, Quota(table, amounts))).Expect("a space");
    }

    public static CapabilityHandle Quota(CapabilityTable table, QuotaAmounts amounts) =>
        table.RootSpace.Split(table.RootQuotaHandle, amounts).Expect("the machine has so much");

    public static Quota QuotaOf(CapabilityTable table, CapabilityHandle handle) =>
        table.RootSpace.Get<Quota>(handle, Rights.Charge).Expect("a quota");

    public static QuotaAmounts Only(Resource resource, ulong amount)
    {
        QuotaAmounts amounts = default;
        amounts[resource] = amount;
        return amounts;
    }

    public static CapabilityHandle File(CapabilitySpace space, out SampleObject file, Rights rights = FileRights)
    {
        file = new SampleObject(ObjectType.File);
        return space.Insert(file, rights).Expect("a file");
    }

    public static Denial LastDenial(CapabilityTable table) =>
        table.Denials.TryRead(table.Denials.Count, out Denial denial) ? denial : default;
}
