using System;
using System.Collections.Generic;
using Vela.Capabilities;

namespace Vela.Processes;

/// <summary>Holds threads to the share of the processor's time that the quota they are paid from was given.</summary>
/// <remarks>
/// Owns: who waits for the next period. Does not own: what was spent, which each quota keeps. In each period a share earns its part of it; whoever has spent more,
/// which a thread finds out when the processor is taken from it, waits until that is earned, however idle the machine. Those who share one have it together.
/// Invariant: a thread waits here exactly while it has <see cref="Attention.Spent"/>, but for one that is to end.
/// </remarks>
internal sealed class ProcessorShares(DeadlineHeap deadlines) : Deadline
{
    /// <summary>Nanoseconds.</summary>
    public const ulong Period = 100_000_000;

    /// <summary>C-93: nobody is left without any time, and who has given its whole share away still has this.</summary>
    private const ulong LeastShare = Quota.WholeProcessor / 1024;

    /// <summary>Who has taken a whole turn of the processor on the least share has earned it after so many.</summary>
    private const ulong MostPeriods = 1024;

    private readonly List<Thread> _waiting = [];

    /// <summary>A thread has had the processor for some nanoseconds, or is about to have it.</summary>
    public void Spend(Quota holder, Thread thread, ulong nanoseconds, ulong now)
    {
        ulong part = Math.Max(holder.Limit(Resource.CpuShare), LeastShare) * Period / Quota.WholeProcessor;
        ulong period = now / Period;
        ulong periods = Math.Min(period - holder.SpentPeriod, MostPeriods);
        holder.SpentPeriod = period;
        holder.SpentTime += nanoseconds;
        holder.SpentTime -= Math.Min(holder.SpentTime, periods * part);
        if (holder.SpentTime < part || (thread.Attention & (Attention.Spent | Attention.Exit)) != 0)
        {
            return;
        }

        thread.Attention |= Attention.Spent;
        _waiting.Add(thread);
        if (!IsPending)
        {
            DueNanoseconds = (period + 1) * Period;
            deadlines.Add(this);
        }
    }

    /// <summary>A new period: those whose share has still earned nothing come back when they are chosen.</summary>
    public override void Fire()
    {
        foreach (Thread thread in _waiting)
        {
            thread.NoteEarned();
        }

        _waiting.Clear();
    }
}
