using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Memory;

/// <summary>How many frames a holder may have, and has: a quota fails its holder, not the system.</summary>
/// <remarks>
/// Owns a number. A chain of accounts (process in system) is charged together or not at all; what one may take is bounded by all above it, and by
/// the quota that was presented for it, whose frames are conserved sums.
/// </remarks>
public sealed class FrameAccount(ulong limit, FrameAccount? parent = null, Quota? payer = null)
{
    /// <summary>Frames it may hold. May be set below what it holds: then nothing more until enough is given back.</summary>
    public ulong Limit { get; set; } = limit;

    public ulong Used { get; private set; }

    public FrameAccount? Parent { get; } = parent;

    /// <summary>The quota that pays: its own, or that of the account above; null: the machine.</summary>
    public Quota? Payer { get; } = payer ?? parent?.Payer;

    /// <summary>Takes one or more frames from this account and all above it; false, and nothing taken, when one of them is at its limit.</summary>
    [NoAllocation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCharge(ulong frames)
    {
        if (Payer is { } payer && !payer.TryCharge(Resource.Frames, frames))
        {
            return false;
        }

        // Most have no one above them but the system's, so it is charged on the way up and undone on the rare refusal.
        for (FrameAccount? account = this; account is not null; account = account.Parent)
        {
            ulong used = unchecked(account.Used + frames); // frames are fewer than 2^52
            if (used > account.Limit)
            {
                Payer?.Uncharge(Resource.Frames, frames);
                Undo(account, frames);
                return false;
            }

            account.Used = used;
        }

        return true;
    }

    /// <summary>Takes frames whatever the limit: a page that moves from one holder to another must go somewhere.</summary>
    [NoAllocation]
    public void Transfer(ulong frames)
    {
        Payer?.Take(Resource.Frames, frames);
        for (FrameAccount? account = this; account is not null; account = account.Parent)
        {
            account.Used += frames;
        }
    }

    [NoAllocation]
    public void Return(ulong frames)
    {
        Payer?.Uncharge(Resource.Frames, frames);
        for (FrameAccount? account = this; account is not null; account = account.Parent)
        {
            Panic.When(account.Used < frames, "more frames were returned to an account than it holds");
            account.Used -= frames;
        }
    }

    /// <summary>Takes a charge back from this account and all above it, up to one that refused it.</summary>
    private void Undo(FrameAccount refusing, ulong frames)
    {
        for (FrameAccount account = this; account != refusing; account = account.Parent!)
        {
            account.Used -= frames;
        }
    }
}
