using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>The last refusals and how many there were for each type. Fixed memory: refusing allocates nothing.</summary>
/// <remarks>For a log line as it happens, remember the last number seen and read on from there once a pass of the executive.</remarks>
public sealed class DenialLog
{
    public const int Capacity = 64;

    private readonly Denial[] _ring = new Denial[Capacity];
    private readonly ulong[] _counts = new ulong[RightsTable.TypeCount];

    /// <summary>How many refusals there have been.</summary>
    public ulong Count { get; private set; }

    /// <summary>Whether the kernel writes each to its log as it happens (boot option "denials", why -l). It costs nothing here: who writes reads on from what it has written.</summary>
    public bool IsLogged { get; set; }

    /// <summary>Why the last one was refused.</summary>
    public DenialReason LastReason => _ring[Count % Capacity].Reason;

    /// <summary>How many refusals concerned objects of this type; None counts those where no capability was found.</summary>
    public ulong CountOf(ObjectType type) => _counts[(int)type];

    /// <summary>The refusal with this number (1 is the first ever); false if it is not kept any more or has not happened.</summary>
    public bool TryRead(ulong number, out Denial denial)
    {
        if (number == 0 || number > Count || Count - number >= Capacity)
        {
            denial = default;
            return false;
        }

        denial = _ring[number % Capacity];
        return true;
    }

    /// <summary>Records that a name was used where only what was handed over may be, and returns the error to answer with.</summary>
    public Errno DenyAmbientName(ulong spaceId, [CallerMemberName] string operation = "")
    {
        ref Denial denial = ref Begin(operation, DenialReason.AmbientName, spaceId);
        return End(ref denial, Errno.CapabilityMode);
    }

    /// <summary>Records that something was named by a number, an address, and nothing that the space holds is for that.</summary>
    internal Errno DenyUncovered(ulong spaceId, ObjectType type, Rights needed, string operation)
    {
        ref Denial denial = ref Begin(operation, DenialReason.NotCovered, spaceId);
        denial.Type = type;
        denial.Missing = needed;
        return End(ref denial, Errno.NotPermitted);
    }

    internal ref Denial Begin(string operation, DenialReason reason, ulong spaceId)
    {
        Count++;
        ref Denial denial = ref _ring[Count % Capacity];
        denial = default;
        denial.Number = Count;
        denial.Operation = operation;
        denial.Reason = reason;
        denial.SpaceId = spaceId;
        return ref denial;
    }

    internal Errno End(ref Denial denial, Errno error)
    {
        _counts[(int)denial.Type]++;
        return error;
    }
}
