using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.SelfTests;

/// <remarks>A test on the host disassembles <see cref="Reach"/>: there it is that the gate is as short as it must be.</remarks>
internal sealed class HandlesReachObjects() : SelfTest("A handle reaches its object and any other number reaches nothing", "C-80")
{
    public override void Run(ISelfTestMachine machine)
    {
        QuotaAmounts amounts = default;
        for (Resource resource = 0; (int)resource < QuotaAmounts.ResourceCount; resource++)
        {
            amounts[resource] = 1000;
        }

        CapabilityTable table = new(64, amounts);
        CapabilityHandle handle = table.RootQuotaHandle;
        Expect.That(Reach(table.RootSpace, handle).Ok(out Quota? found, out _) && ReferenceEquals(found, table.RootQuota));
        Expect.Equal(Errno.BadDescriptor, Reach(table.RootSpace, new CapabilityHandle(handle.Value + (1UL << 32))).Error);
        Expect.Equal(Errno.BadDescriptor, Reach(table.RootSpace, new CapabilityHandle(ulong.MaxValue)).Error);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Result<Quota> Reach(CapabilitySpace space, CapabilityHandle handle) => space.Get<Quota>(handle, Rights.Charge);
}
