using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>The structures of Vela's own calls, as src/User/Include/vela.h declares them.</summary>
internal static class NativeLayout
{
    public const int CapabilityBytes = 32;
    public const int AmountsBytes = QuotaAmounts.ResourceCount * sizeof(ulong);
    public const int DenialBytes = DenialHeadBytes + (Denial.PathLength * StepBytes);

    public const int RegisterBytes = RegisterCount * sizeof(ulong);

    private const int RegisterCount = 19;
    private const int DenialHeadBytes = 64;
    private const int StepBytes = 24;
    private const int OperationAt = 32;
    private const int OperationBytes = 32;

    /// <summary>A badge, the handle to answer by, the words, the handles that are moved.</summary>
    public const int MessageBytes = HandlesAt + (Message.HandleCount * sizeof(ulong));

    private const int WordsAt = 16;
    private const int HandlesAt = WordsAt + (Message.WordCount * sizeof(ulong));

    public static void ReadMessage(ReadOnlySpan<byte> room, out Message message)
    {
        message = default;
        for (int i = 0; i < Message.WordCount; i++)
        {
            message.Words[i] = BinaryPrimitives.ReadUInt64LittleEndian(room[(WordsAt + (i * sizeof(ulong)))..]);
        }

        for (int i = 0; i < Message.HandleCount; i++)
        {
            message.Handles[i] = new CapabilityHandle(BinaryPrimitives.ReadUInt64LittleEndian(room[(HandlesAt + (i * sizeof(ulong)))..]));
        }
    }

    public static void WriteMessage(in Message message, ulong badge, CapabilityHandle reply, Span<byte> room)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(room, badge);
        BinaryPrimitives.WriteUInt64LittleEndian(room[8..], reply.Value);
        for (int i = 0; i < Message.WordCount; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room[(WordsAt + (i * sizeof(ulong)))..], message.Words[i]);
        }

        for (int i = 0; i < Message.HandleCount; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room[(HandlesAt + (i * sizeof(ulong)))..], message.Handles[i].Value);
        }
    }

    public static void WriteCapability(in CapabilityDescription described, Span<byte> room)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(room, (uint)described.Type);
        BinaryPrimitives.WriteUInt32LittleEndian(room[4..], (uint)described.Rights);
        BinaryPrimitives.WriteUInt64LittleEndian(room[8..], described.Badge);
        BinaryPrimitives.WriteUInt64LittleEndian(room[16..], described.ObjectId);
        BinaryPrimitives.WriteUInt32LittleEndian(room[24..], (uint)described.Origin);
        BinaryPrimitives.WriteUInt32LittleEndian(room[28..], 0);
    }

    /// <summary>In the order in which instructions number them, then where it is, the flags and the base of FS.</summary>
    public static void WriteRegisters(in UserContext registers, Span<byte> room)
    {
        ReadOnlySpan<ulong> words =
        [
            registers.Rax, registers.Rcx, registers.Rdx, registers.Rbx, registers.Rsp, registers.Rbp, registers.Rsi, registers.Rdi,
            registers.R8, registers.R9, registers.R10, registers.R11, registers.R12, registers.R13, registers.R14, registers.R15,
            registers.Rip, registers.RFlags, registers.FsBase,
        ];
        for (int i = 0; i < RegisterCount; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room[(i * sizeof(ulong))..], words[i]);
        }
    }

    public static QuotaAmounts ReadAmounts(ReadOnlySpan<byte> room)
    {
        QuotaAmounts amounts = default;
        for (int resource = 0; resource < QuotaAmounts.ResourceCount; resource++)
        {
            amounts[(Resource)resource] = BinaryPrimitives.ReadUInt64LittleEndian(room[(resource * sizeof(ulong))..]);
        }

        return amounts;
    }

    public static void WriteDenial(in Denial denial, Span<byte> room)
    {
        room.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(room, denial.Number);
        BinaryPrimitives.WriteUInt32LittleEndian(room[8..], (uint)denial.Reason);
        BinaryPrimitives.WriteUInt32LittleEndian(room[12..], (uint)denial.Type);
        BinaryPrimitives.WriteUInt32LittleEndian(room[16..], (uint)denial.Missing);
        BinaryPrimitives.WriteUInt32LittleEndian(room[20..], (uint)denial.Path.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(room[24..], denial.ObjectId);
        for (int i = 0; i < denial.Operation.Length && i < OperationBytes - 1; i++)
        {
            room[OperationAt + i] = unchecked((byte)denial.Operation[i]); // names of methods: ASCII
        }

        Span<byte> steps = room[DenialHeadBytes..];
        foreach (ref readonly ProvenanceStep step in denial.Path)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(steps, (uint)step.Type);
            BinaryPrimitives.WriteUInt32LittleEndian(steps[4..], (uint)step.Rights);
            BinaryPrimitives.WriteUInt64LittleEndian(steps[8..], step.ObjectId);
            BinaryPrimitives.WriteUInt32LittleEndian(steps[16..], (uint)step.Origin);
            steps = steps[StepBytes..];
        }
    }
}
