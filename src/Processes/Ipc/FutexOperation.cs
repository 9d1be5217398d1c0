using Vela.Primitives;

namespace Vela.Processes;

/// <summary>What FUTEX_WAKE_OP does to its second word, and when it wakes there (futex(2)).</summary>
/// <remarks>Used so: read the word, write <see cref="Apply"/> of it, wake on the first futex, and on the second when <see cref="Holds"/> of the old value.</remarks>
public readonly struct FutexOperation
{
    private const uint OperandIsShift = 8;

    private readonly uint _operation;
    private readonly uint _comparison;
    private readonly int _operand;
    private readonly int _comparand;

    private FutexOperation(uint operation, uint comparison, int operand, int comparand)
    {
        _operation = operation;
        _comparison = comparison;
        _operand = operand;
        _comparand = comparand;
    }

    /// <summary>Takes the argument apart: operation and comparison of four bits each, then two signed operands of twelve. NotImplemented for what there is none of.</summary>
    public static Result<FutexOperation> Decode(uint encoded)
    {
        uint operation = encoded >> 28;
        uint comparison = (encoded >> 24) & 15;
        int operand = unchecked((int)(encoded << 8)) >> 20; // the sign of a field of 12 bits is moved to the top and back
        int comparand = unchecked((int)(encoded << 20)) >> 20;
        if ((operation & OperandIsShift) != 0)
        {
            operation &= ~OperandIsShift;
            operand = unchecked(1 << (operand & 31)); // 1 << 31 is the highest bit, not a number
        }

        return operation > 4 || comparison > 5 ? Errno.NotImplemented : new FutexOperation(operation, comparison, operand, comparand);
    }

    /// <summary>What the word becomes.</summary>
    public uint Apply(uint old)
    {
        uint operand = unchecked((uint)_operand); // a word has no sign
        return _operation switch
        {
            0 => operand,
            1 => unchecked(old + operand), // a word wraps around
            2 => old | operand,
            3 => old & ~operand,
            _ => old ^ operand,
        };
    }

    /// <summary>Whether the word was such that the second futex is woken.</summary>
    public bool Holds(uint old)
    {
        int value = unchecked((int)old); // compared with its sign, as the man page's macro does
        return _comparison switch
        {
            0 => value == _comparand,
            1 => value != _comparand,
            2 => value < _comparand,
            3 => value <= _comparand,
            4 => value > _comparand,
            _ => value >= _comparand,
        };
    }
}
