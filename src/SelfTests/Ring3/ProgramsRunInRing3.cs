using Vela.Hal;
using Vela.Memory;

namespace Vela.SelfTests;

internal sealed class ProgramsRunInRing3() : SelfTest("A program runs in ring 3, calls the kernel and keeps its registers", "S-26", "C-60")
{
    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        using UserMachine user = new();
        user.Load(new UserProgram().Call(39, 1000).End());
        user.Context.R12 = 0x1234_5678_9abc_def0;
        user.Context.R15 = ulong.MaxValue;
        user.Context.VectorWord(3) = 0x5555_aaaa_5555_aaaa;
        long cost = user.Run(machine) / 1000;
        machine.Note($"null system call with a bare loop: {cost}");
        Expect.Equal(0x1234_5678_9abc_def0ul, user.Context.R12);
        Expect.Equal(ulong.MaxValue, user.Context.R15);
        Expect.Equal(0x5555_aaaa_5555_aaaaul, user.Context.VectorWord(3));
        Limits.Check(machine, "null system call", cost, 190);

        // hlt, cli, a write to kernel memory and a jump into it: each stops the program, none the machine.
        Expect.Equal(UserExit.GeneralProtection, Stops(user, new UserProgram().Raw(0xf4)));
        Expect.Equal(UserExit.GeneralProtection, Stops(user, new UserProgram().Raw(0xfa)));
        Expect.Equal(UserExit.PageFault, Stops(user, new UserProgram().Write(0xffff_8000_0000_0000, 1)));
        Expect.Equal(UserExit.PageFault, Stops(user, new UserProgram().Raw(0x48, 0xb8, 0, 0, 0x20, 0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xe0)));
        Expect.Equal(UserExit.Breakpoint, Stops(user, new UserProgram().Raw(0xcc)));
        Expect.Equal(UserExit.InvalidOpcode, Stops(user, new UserProgram().Raw(0x0f, 0x0b)));
        Expect.Equal(UserExit.DivideError, Stops(user, new UserProgram().Raw(0x31, 0xc9, 0xf7, 0xf1)));

        // An address that IRETQ refuses is the program's fault.
        user.Load(new UserProgram().End());
        user.Context.Rip = 0x8000_0000_0000_0000;
        Expect.Equal(UserExit.GeneralProtection, user.RunOnce());
    }

    private static UserExit Stops(UserMachine user, UserProgram program)
    {
        user.Load(program);
        UserExit exit = user.RunOnce();
        while (exit == UserExit.PageFault && user.Context.Rip == UserMachine.CodeAddress && user.Context.FaultAddress == UserMachine.CodeAddress)
        {
            Expect.That(user.Space.Fault(new Primitives.VirtualAddress(UserMachine.CodeAddress), Access.Execute).IsContinue);
            exit = user.RunOnce();
        }

        return exit;
    }
}
