using System;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.SelfTests;

internal sealed class FaultsCostWhatTheyMay() : SelfTest("Page faults of a program are served within their limits and allocate nothing", "C-10", "C-17", "S-12", "S-17")
{
    private const int Pages = 1000;

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        using UserMachine user = new();
        const ulong First = UserMachine.DataAddress;
        const ulong Second = First + (2 * Pages * 4096UL);
        user.MapAnonymous(First, Pages, Access.Read | Access.Write);
        user.MapAnonymous(Second, Pages, Access.Read | Access.Write);

        // Once untimed, so that tables and slabs are there.
        user.Load(new UserProgram().Write(First, 1).Read(Second, 1).End());
        _ = user.Run(machine);

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long anonymous = Time(machine, user, new UserProgram().Write(First, Pages).End(), Pages - 1);
        long zeroRead = Time(machine, user, new UserProgram().Read(Second, Pages).End(), 1);
        long upgrade = Time(machine, user, new UserProgram().Write(Second, Pages).End(), Pages - 1);
        long perFault = GC.GetAllocatedBytesForCurrentThread() - allocated;

        AddressSpace parent = user.Space;
        user.Space = parent.Fork(user.Account).Expect("a space can be forked");
        long copy = Time(machine, user, new UserProgram().Write(First, Pages).End(), Pages);
        _ = user.Space.Unmap(PageRange.Of(new VirtualAddress(First).Page, Pages));
        user.Dispose();
        user.Space = parent;
        long reuse = Time(machine, user, new UserProgram().Write(First, Pages).End(), 1);

        machine.Note($"write to a page that was read: {upgrade}; write after the child has gone: {reuse}; {perFault} bytes allocated by 3,000 faults");
        Limits.Check(machine, "anonymous fault", anonymous, 900);
        Limits.Check(machine, "read of the zero page", zeroRead, 400);
        Limits.Check(machine, "copy on write", copy, 1200);

        // What the program objects and notes of this test itself take; a fault that allocated would take 24,000 at the least.
        Expect.AtMost(16_384L, perFault);
    }

    private static long Time(ISelfTestMachine machine, UserMachine user, UserProgram program, int leastFaults)
    {
        user.Load(program);
        long time = user.Run(machine);
        Expect.AtLeast(leastFaults, user.Faults);
        return time / Pages;
    }
}
