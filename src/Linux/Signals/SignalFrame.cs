using System;
using System.Buffers.Binary;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>Layouts of a signal's frame on a program's stack (Linux's struct rt_sigframe, siginfo_t; System V ABI for AMD64).</summary>
/// <remarks>
/// From low to high: the handler's return address, struct ucontext, siginfo, and above, aligned to 64, the x87 and vector state in XSAVE's form
/// with the words that say so in the last 48 bytes of its FXSAVE part. Unwinders of unmodified libraries read all of it.
/// </remarks>
internal static class SignalFrame
{
    public const int Bytes = ContextBytes + 8 + InformationBytes;
    public const int InformationAt = 8 + ContextBytes;
    public const int ContextAt = 8;
    public const int InformationBytes = 128;
    public const int ContextBytes = 304;

    /// <summary>What a program may keep below its stack pointer (System V ABI, 3.2.2).</summary>
    public const ulong RedZone = 128;
    public const ulong StateAlignment = 64;
    public const int StateTailBytes = 4;

    /// <summary>Nanoseconds of a clock_t (times(2)).</summary>
    public const ulong ClockTick = 10_000_000;

    private const int RegistersAt = ContextAt + 40;
    private const int MaskAt = RegistersAt + 256;
    private const uint ExtendedMagic = 0x4650_5853;
    private const uint TailMagic = 0x4650_5845;
    private const int SoftwareWordsAt = 464;
    private const int XmmAt = 160;
    private const int VectorBytes = 256;
    private const int MxcsrAt = 24;
    private const int HeaderAt = 512;
    private const int LegacyStateBytes = 576;
    private const ulong LegacyComponents = 3;
    private const ulong VectorComponents = 7;
    private const uint MxcsrMask = 0xffff;
    private const ulong ContextFlags = 7; // UC_FP_XSTATE, UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS

    /// <summary>Flags of RFLAGS that a program may set: CF, PF, AF, ZF, SF, TF, DF, OF, RF, AC, ID.</summary>
    private const ulong UserFlags = 0x25_0dd5;
    private const ulong FixedFlags = 0x202;

    /// <summary>Writes the frame's registers and mask.</summary>
    public static void WriteContext(Span<byte> frame, in UserContext r, SignalSet mask, in SignalStack stack, uint stackFlags, ulong stateAddress)
    {
        Span<ulong> words = ByteWords.Of(frame[ContextAt..(MaskAt + 8)]);
        words[0] = ContextFlags;
        words[1] = 0;
        words[2] = stack.Base;
        words[3] = stackFlags;
        words[4] = stack.Size;
        words[5] = r.R8;
        words[6] = r.R9;
        words[7] = r.R10;
        words[8] = r.R11;
        words[9] = r.R12;
        words[10] = r.R13;
        words[11] = r.R14;
        words[12] = r.R15;
        words[13] = r.Rdi;
        words[14] = r.Rsi;
        words[15] = r.Rbp;
        words[16] = r.Rbx;
        words[17] = r.Rdx;
        words[18] = r.Rax;
        words[19] = r.Rcx;
        words[20] = r.Rsp;
        words[21] = r.Rip;
        words[22] = r.RFlags;
        words[23] = UserContext.UserCode | (UserContext.UserData << 48);
        words[24] = r.ErrorCode;
        words[25] = r.Vector > 31 ? 0 : r.Vector;
        words[26] = mask.Bits;
        words[27] = r.FaultAddress;
        words[28] = stateAddress;
        words[37] = mask.Bits;
    }

    /// <summary>Takes registers back from a frame that may hold anything: nothing a program could not have set itself.</summary>
    public static void ReadContext(ReadOnlySpan<byte> frame, ref UserContext r, out SignalSet mask)
    {
        ReadOnlySpan<ulong> words = ByteWords.Of(frame[ContextAt..(MaskAt + 8)]);
        r.R8 = words[5];
        r.R9 = words[6];
        r.R10 = words[7];
        r.R11 = words[8];
        r.R12 = words[9];
        r.R13 = words[10];
        r.R14 = words[11];
        r.R15 = words[12];
        r.Rdi = words[13];
        r.Rsi = words[14];
        r.Rbp = words[15];
        r.Rbx = words[16];
        r.Rdx = words[17];
        r.Rax = words[18];
        r.Rcx = words[19];
        r.Rsp = words[20];
        r.Rip = words[21];
        r.RFlags = (words[22] & UserFlags) | FixedFlags;
        mask = new SignalSet(words[37]);
    }

    /// <summary>Where the program says that the x87 and vector state is; 0: nowhere.</summary>
    public static ulong StateAddressIn(ReadOnlySpan<byte> frame) => Get(frame, RegistersAt + 184);

    public static void ReadStack(ReadOnlySpan<byte> frame, out ulong start, out uint flags, out ulong size)
    {
        start = Get(frame, ContextAt + 16);
        flags = unchecked((uint)Get(frame, ContextAt + 24));
        size = Get(frame, ContextAt + 32);
    }

    /// <summary>siginfo_t; which part of the union counts follows from signal and code (sigaction(2)).</summary>
    public static void WriteInformation(Span<byte> into, in SignalInfo info)
    {
        into.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(into, (int)info.Signal);
        BinaryPrimitives.WriteInt32LittleEndian(into[8..], info.Code);
        bool isFault = info.Code > 0 && SignalSet.Synchronous.Contains(info.Signal);
        if (isFault)
        {
            Put(into, 16, info.Value);
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(into[16..], info.Process);
        BinaryPrimitives.WriteUInt32LittleEndian(into[20..], info.User);
        if (info.Signal == Signal.Child && info.Code > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(into[24..], info.Status);
            Put(into, 32, info.UserTime / ClockTick);
            Put(into, 40, info.SystemTime / ClockTick);
        }
        else
        {
            Put(into, 24, info.Value);
        }
    }

    /// <summary>siginfo_t of a program that sends one itself (rt_sigqueueinfo(2)).</summary>
    public static SignalInfo ReadInformation(ReadOnlySpan<byte> from, Signal signal) => new()
    {
        Signal = signal,
        Code = BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
        Process = BinaryPrimitives.ReadInt32LittleEndian(from[16..]),
        User = BinaryPrimitives.ReadUInt32LittleEndian(from[20..]),
        Value = Get(from, 24),
    };

    /// <summary>Completes a copy of the state for the frame: XMM and MXCSR, which are kept apart, and the words that tell what it is.</summary>
    public static void CompleteState(Span<byte> state, ref UserContext context)
    {
        context.VectorBytes.CopyTo(state[XmmAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(state[MxcsrAt..], context.Mxcsr);
        Put(state, HeaderAt, Get(state, HeaderAt) | 2);
        int length = state.Length - StateTailBytes;
        BinaryPrimitives.WriteUInt32LittleEndian(state[SoftwareWordsAt..], ExtendedMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(state[(SoftwareWordsAt + 4)..], (uint)state.Length);
        Put(state, SoftwareWordsAt + 8, ComponentsOf(length));
        BinaryPrimitives.WriteUInt32LittleEndian(state[(SoftwareWordsAt + 16)..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(state[length..], TailMagic);
    }

    /// <summary>Takes the state back. Whatever the program wrote, the processor will load what comes out (SDM 1, 13.8).</summary>
    public static void AcceptState(Span<byte> state, ref UserContext context)
    {
        state.Slice(XmmAt, VectorBytes).CopyTo(context.VectorBytes);
        context.Mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(state[MxcsrAt..]) & MxcsrMask;
        BinaryPrimitives.WriteUInt32LittleEndian(state[MxcsrAt..], context.Mxcsr);
        Put(state, HeaderAt, Get(state, HeaderAt) & ComponentsOf(state.Length));
        state.Slice(HeaderAt + 8, 56).Clear();
    }

    /// <summary>What the processor keeps in a state of a size: x87 and SSE, and AVX where it has that. A bit beyond makes it refuse the whole (SDM 1, 13.8.1).</summary>
    private static ulong ComponentsOf(int stateBytes) => stateBytes > LegacyStateBytes ? VectorComponents : LegacyComponents;

    private static void Put(Span<byte> into, int at, ulong word) => BinaryPrimitives.WriteUInt64LittleEndian(into[at..], word);

    private static ulong Get(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt64LittleEndian(from[at..]);
}
