using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Giving several capabilities away at once: what goes along with a message.</summary>
public sealed partial class CapabilitySpace
{
    /// <summary>Whether all of these may be given away: each is the space's own, carries Transfer, and is named once.</summary>
    /// <returns>As <see cref="Transfer"/>; Invalid for one that is named twice.</returns>
    public Errno CheckGrant(ReadOnlySpan<CapabilityHandle> handles, [CallerMemberName] string operation = "")
    {
        for (int i = 0; i < handles.Length; i++)
        {
            if (!ResolveOwn(handles[i], Rights.Transfer, operation).Ok(out _, out Errno error))
            {
                return error;
            }

            for (int before = 0; before < i; before++)
            {
                if (handles[before] == handles[i])
                {
                    return Errno.Invalid;
                }
            }
        }

        return Errno.None;
    }

    /// <summary>Gives capabilities with all their rights to another space, whose quota pays from then on: all of them, or none.</summary>
    /// <param name="target">May be this one.</param>
    /// <param name="handles">For which <see cref="CheckGrant"/> has said None.</param>
    /// <param name="placed">By which handles the other space knows them.</param>
    /// <returns>What the other lacks: QuotaExceeded, TooManyOpenFiles, Stale.</returns>
    public Errno Grant(CapabilitySpace target, ReadOnlySpan<CapabilityHandle> handles, Span<CapabilityHandle> placed)
    {
        ulong charged = 0;
        foreach (CapabilityHandle handle in handles)
        {
            Errno error = target.MakeRoom();
            if (error != Errno.None)
            {
                return error;
            }

            charged += _table.Records[_slots[handle.Index].Record].Payer != target.Quota.Index ? 1ul : 0;
        }

        if (target._vacantCount < handles.Length)
        {
            return Errno.TooManyOpenFiles;
        }

        if (target.Quota.Unused(Resource.Capabilities) < charged)
        {
            return Errno.QuotaExceeded;
        }

        for (int i = 0; i < handles.Length; i++)
        {
            uint record = _slots[handles[i].Index].Record;
            placed[i] = Rehouse(target, record, _table.Records[record].Rights, Origin.Transferred).Expect("there is room");
        }

        return Errno.None;
    }
}
