using System;
using NUnit.Framework;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Handlers: the frame that they are entered with, and the way back (S-29, S-31; sigaction(2), sigreturn(2)).</summary>
[TestFixture]
public sealed class SignalHandlerTests
{
    private const ulong SetAction = 13;
    private const ulong Return = 15;
    private const ulong GetProcess = 39;
    private const ulong Kill = 62;
    private const ulong Handler = 0x40_0123;
    private const ulong Restorer = 0x40_0456;
    private const ulong Action = LinuxMachine.Room;
    private const ulong Stack = LinuxMachine.Room + 0x8000;
    private const ulong HasRestorer = 0x0400_0000;
    private const ulong TellsInformation = 4;
    private const ulong ResetsHandler = 0x8000_0000;
    private const int ContextAt = 8;
    private const int InformationAt = 312;
    private const int StateAddressAt = ContextAt + (28 * 8);
    private const int MaskAt = ContextAt + (37 * 8);
    private const ulong VectorMark = 0x5a5a_0000_1111_2222;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    private ref UserContext Registers => ref _program.Thread.Registers;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void A_handler_finds_the_signal_and_what_it_interrupts_on_its_stack()
    {
        ulong frame = EnterHandler(Signal.User1, Stack, TellsInformation);
        Assert.That(Registers.Rip, Is.EqualTo(Handler));
        Assert.That(Registers.Rdi, Is.EqualTo((ulong)Signal.User1));
        Assert.That(Registers.Rsi, Is.EqualTo(frame + InformationAt));
        Assert.That(Registers.Rdx, Is.EqualTo(frame + ContextAt));
        Assert.That(frame % 16, Is.EqualTo(8), "as after a call");
        Assert.That(frame, Is.LessThan(Stack - 128), "the red zone stays");
        Assert.That(Word(frame), Is.EqualTo(Restorer));
        Assert.That(Word(frame + ContextAt), Is.EqualTo(7));
        Assert.That(Word(frame + ContextAt + (9 * 8)), Is.EqualTo(0x1212), "R12");
        Assert.That(Word(frame + ContextAt + (20 * 8)), Is.EqualTo(Stack), "RSP");
        Assert.That(Word(frame + MaskAt), Is.Zero);
        byte[] told = LinuxMachine.Peek(_program, frame + InformationAt, 128);
        Assert.That(BitConverter.ToInt32(told, 0), Is.EqualTo((int)Signal.User1));
        Assert.That(BitConverter.ToInt32(told, 16), Is.EqualTo(_program.Thread.Process.ProcessId));
        Assert.That(told.AsSpan(32).IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
        Assert.That(_program.Thread.Blocked, Is.EqualTo(SignalSet.Of(Signal.User1)));
    }

    [Test]
    public void The_state_in_a_frame_says_what_it_is_and_holds_the_vectors()
    {
        ulong state = Word(EnterHandler(Signal.User1, Stack) + StateAddressAt);
        Assert.That(state % 64, Is.Zero);
        Assert.That(Word(state + 160 + (6 * 8)), Is.EqualTo(VectorMark), "XMM3");
        Assert.That(Word(state + 464), Is.EqualTo(0x4650_5853 | (580ul << 32)));
        Assert.That(Word(state + 472), Is.EqualTo(3));
        Assert.That(Word(state + 480), Is.EqualTo(576));
        Assert.That(Word(state + 512) & 2, Is.EqualTo(2));
        Assert.That(BitConverter.ToUInt32(LinuxMachine.Peek(_program, state + 576, 4)), Is.EqualTo(0x4650_5845));
    }

    [TestCase(Stack, TestName = "A_return_brings_back_registers_vectors_and_mask")]
    [TestCase(Stack + 0x300, TestName = "A_return_brings_them_back_from_a_frame_that_lies_in_two_pages")]
    public void A_return_brings_back_what_was(ulong stack)
    {
        _ = EnterHandler(Signal.User1, stack);
        ulong at = Registers.Rsp;
        Registers.R12 = 1;
        Registers.VectorWord(6) = 2;
        Registers.Mxcsr = 0x1f80;
        Registers.Rsp = at + 8; // the handler's return
        _machine.Begin(_program, Return);
        Assert.That(Registers.R12, Is.EqualTo(0x1212));
        Assert.That(Registers.Rsp, Is.EqualTo(stack));
        Assert.That(Registers.VectorWord(6), Is.EqualTo(VectorMark));
        Assert.That(_program.Result, Is.Zero, "what kill answered");
        Assert.That(_program.Thread.Blocked.IsEmpty);
    }

    [Test]
    public void A_frame_may_claim_anything_and_gets_what_a_program_may_have()
    {
        ulong frame = EnterHandler(Signal.User1, Stack);
        ulong state = Word(frame + StateAddressAt);
        _ = LinuxMachine.PokeWords(_program, frame + ContextAt + (22 * 8), ulong.MaxValue); // RFLAGS
        _ = LinuxMachine.PokeWords(_program, frame + MaskAt, ulong.MaxValue);
        _ = LinuxMachine.PokeWords(_program, state + 24, ulong.MaxValue); // MXCSR
        _ = LinuxMachine.PokeWords(_program, state + 512, ulong.MaxValue, ulong.MaxValue);
        Registers.Rsp = frame + 8;
        _machine.Begin(_program, Return);
        Assert.That(Registers.RFlags, Is.EqualTo(0x25_0fd7));
        Assert.That(Registers.Mxcsr, Is.EqualTo(0xffff));
        Assert.That(_program.Thread.Blocked, Is.EqualTo(new SignalSet(ulong.MaxValue) - SignalSet.Unstoppable));
    }

    /// <remarks>Below the red zone's length there is no frame; the subtraction once ended the process as the kernel's own fault.</remarks>
    [TestCase(0ul)]
    [TestCase(64ul)]
    [TestCase(0x7fff_ffff_f000ul)]
    [TestCase(ulong.MaxValue)]
    public void A_stack_that_cannot_take_the_frame_ends_the_process(ulong stack)
    {
        _ = SetHandler(Signal.User1, 0);
        Process process = _program.Thread.Process;
        Registers.Rsp = stack;
        _machine.Begin(_program, Kill, (ulong)process.ProcessId, (ulong)Signal.User1);
        Assert.That(_machine.Ended, Does.Contain(process));
        Assert.That(process.ExitStatus, Is.EqualTo((int)Signal.Segmentation));
    }

    [Test]
    public void A_handler_that_is_for_once_still_blocks_what_it_says()
    {
        _ = EnterHandler(Signal.User1, Stack, ResetsHandler, SignalSet.Of(Signal.User2).Bits);
        Assert.That(_program.Thread.Blocked, Is.EqualTo(SignalSet.Of(Signal.User1) | SignalSet.Of(Signal.User2)));
        Assert.That(_program.Thread.Process.Actions[Signal.User1].Handler, Is.EqualTo(SignalAction.Default));
    }

    private ulong SetHandler(Signal signal, ulong flags, ulong mask = 0)
    {
        _ = LinuxMachine.PokeWords(_program, Action, Handler, flags | HasRestorer, Restorer, mask);
        Assert.That(_machine.Call(_program, SetAction, (ulong)signal, Action, 0, 8), Is.Zero);
        return (ulong)_machine.Call(_program, GetProcess);
    }

    /// <summary>Sends itself a signal, and answers where the frame lies.</summary>
    private ulong EnterHandler(Signal signal, ulong stack, ulong flags = 0, ulong mask = 0)
    {
        ulong self = SetHandler(signal, flags, mask);
        Registers.Rsp = stack;
        Registers.R12 = 0x1212;
        Registers.VectorWord(6) = VectorMark;
        _machine.Begin(_program, Kill, self, (ulong)signal);
        return Registers.Rsp;
    }

    private ulong Word(ulong address) => LinuxMachine.PeekWord(_program, address);
}
