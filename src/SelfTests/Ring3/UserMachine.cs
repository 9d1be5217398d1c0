using System;
using Vela.Boot;
using Vela.Hal;
using Vela.Hal.X64;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.SelfTests;

/// <summary>The memory room over the real page tables, with a bare loop in place of a scheduler: what its costs are, and that it works.</summary>
internal sealed class UserMachine : IDisposable
{
    public const ulong CodeAddress = 0x40_0000;
    public const ulong DataAddress = 0x1000_0000;

    private readonly ProcessorMmu _mmu = new();
    private readonly UserContext[] _context = GC.AllocateArray<UserContext>(1, pinned: true);
    private readonly UserMode _mode = new(3);

    public UserMachine()
    {
        Frames frames = PhysicalMap.Shared;
        Account = new FrameAccount(frames.FreeCount / 2);
        Memory = new VirtualMemory(frames, _mmu, new KernelHalf(frames.Memory, PhysicalMap.KernelRoot), Account, waiters: null)
        {
            UsesLargePages = false,
        };
        Space = NewSpace();
    }

    public VirtualMemory Memory { get; }

    public FrameAccount Account { get; }

    public AddressSpace Space { get; set; }

    public int Faults { get; private set; }

    public int Interruptions { get; private set; }

    public ref UserContext Context => ref _context[0];

    public AddressSpace NewSpace() => AddressSpace.Create(Memory, Account).Expect("there is memory for an address space");

    public void MapAnonymous(ulong address, ulong pages, Access access) =>
        _ = Space.Map(new MapRequest
        {
            Pages = pages,
            Access = access,
            MaxAccess = Access.Read | Access.Write | Access.Execute,
            Where = new VirtualAddress(address).Page,
            Placement = Placement.Fixed,
        }).Expect("an anonymous mapping can be made");

    /// <summary>Puts a program at <see cref="CodeAddress"/> and makes it ready to run.</summary>
    public void Load(UserProgram program)
    {
        if (Space.IsFree(PageRange.Of(new VirtualAddress(CodeAddress).Page, 1)))
        {
            MapAnonymous(CodeAddress, 1, Access.Read | Access.Write);
        }
        else
        {
            Expect.Equal(Errno.None, Space.Protect(PageRange.Of(new VirtualAddress(CodeAddress).Page, 1), Access.Read | Access.Write));
        }

        Progress progress = default;
        FaultOutcome copied = Space.TryCopyOut(new VirtualAddress(CodeAddress), program.Code, ref progress);
        Expect.That(copied.IsContinue);
        Expect.Equal(Errno.None, Space.Protect(PageRange.Of(new VirtualAddress(CodeAddress).Page, 1), Access.Read | Access.Execute));
        Start(0);
    }

    /// <summary>Makes the program that is loaded ready to run.</summary>
    /// <param name="entry">In bytes from its beginning.</param>
    public void Start(int entry)
    {
        Context = default;
        Context.Rip = CodeAddress + (ulong)entry;
        Context.Cs = UserContext.UserCode;
        Context.Ss = UserContext.UserData;
        Context.RFlags = 0x202;
        Context.Mxcsr = UserContext.InitialMxcsr;
        Context.ReturnByInterrupt();
    }

    /// <summary>Runs until the program makes its last call, serving its faults; returns nanoseconds, which are instructions under -icount.</summary>
    public long Run(ISelfTestMachine machine)
    {
        Space.Activate();
        Faults = 0;
        long start = machine.Nanoseconds;
        while (true)
        {
            UserExit exit = _mode.Run(_context);
            switch (exit)
            {
                case UserExit.SystemCall when Context.Rax == UserProgram.EndCall:
                    return machine.Nanoseconds - start;
                case UserExit.SystemCall:
                    Context.Rax = 42;
                    break;
                case UserExit.PageFault:
                    Faults++;
                    FaultOutcome outcome = Space.Fault(new VirtualAddress(Context.FaultAddress), Needed(Context.ErrorCode));
                    if (!outcome.IsContinue)
                    {
                        throw new SelfTestFailedException($"fault at 0x{Context.FaultAddress:x}, error {Context.ErrorCode}: {outcome.Verdict}");
                    }

                    break;
                case UserExit.Interrupt:
                    break;
                default:
                    throw new SelfTestFailedException($"the program stopped by exception {(uint)exit} at 0x{Context.Rip:x}");
            }
        }
    }

    /// <summary>Runs until the program stops for any reason but an interrupt.</summary>
    public UserExit RunOnce()
    {
        Space.Activate();
        UserExit exit;
        do
        {
            exit = _mode.Run(_context);
        }
        while (exit == UserExit.Interrupt);
        return exit;
    }

    /// <summary>Runs a program that only computes, and lets the runtime's threads run whenever it is interrupted.</summary>
    public void RunWhile(Func<bool> isWanted)
    {
        Space.Activate();
        Interruptions = 0;
        while (isWanted())
        {
            UserExit exit = _mode.Run(_context);
            if (exit == UserExit.PageFault)
            {
                Expect.That(Space.Fault(new VirtualAddress(Context.FaultAddress), Needed(Context.ErrorCode)).IsContinue);
            }
            else
            {
                Expect.Equal(UserExit.Interrupt, exit);
                Interruptions++;
                Interrupts.Yield();
            }
        }
    }

    /// <summary>Ends a space that is not active, with all that was put off.</summary>
    public void End(AddressSpace space)
    {
        while (space.Destroy() == Errno.Again)
        {
        }

        while (!Memory.Work())
        {
        }
    }

    public void Dispose()
    {
        _mmu.Activate(PhysicalMap.KernelRoot);
        End(Space);
    }

    /// <summary>What a page fault's error code asks for (SDM 3A, 4.7): bit 1 a write, bit 4 an instruction fetch.</summary>
    private static Access Needed(ulong errorCode) =>
        (errorCode & 2) != 0 ? Access.Write : (errorCode & 16) != 0 ? Access.Execute : Access.Read;
}
