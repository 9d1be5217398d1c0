using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Processes;

namespace Vela.Tests.Processes.Signals;

/// <summary>Signals that wait to be taken (signal(7), S-29).</summary>
[TestFixture]
public sealed class PendingSignalsTests
{
    private static readonly SignalSet s_all = new(ulong.MaxValue);

    [Test]
    public void An_ordinary_signal_waits_once_with_what_came_first()
    {
        PendingSignals pending = new();
        Assert.That(pending.TryAdd(Sent(Signal.User1, 1)));
        Assert.That(pending.TryAdd(Sent(Signal.User1, 2)));
        Assert.That(pending.Count, Is.EqualTo(1));
        Assert.That(pending.TryPeek(s_all, out SignalInfo info));
        Assert.That(info.Value, Is.EqualTo(1));
        pending.Take(Signal.User1);
        Assert.That(pending.TryPeek(s_all, out _), Is.False);
    }

    [Test]
    public void A_queue_of_real_time_signals_is_full_at_its_limit()
    {
        PendingSignals pending = new();
        int taken = 0;
        while (pending.TryAdd(Sent(Signal.FirstRealTime, 0)))
        {
            taken++;
        }

        Assert.That(taken, Is.EqualTo(1024));
        Assert.That(pending.TryAdd(Sent(Signal.User1, 0)), "an ordinary one has room");
    }

    /// <summary>Against a list in which each look searches everything.</summary>
    [Test]
    public void They_are_taken_synchronous_ones_first_then_by_number_and_real_time_ones_in_the_order_they_came()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), Behaves).QuickCheckThrowOnFailure();
    }

    private static bool Behaves(int[] choices)
    {
        PendingSignals pending = new();
        List<SignalInfo> model = [];
        ulong value = 0;
        bool isSame = true;
        foreach (int choice in choices)
        {
            uint bits = unchecked((uint)choice);
            Signal signal = (Signal)((bits % 40) + 1);
            switch (bits / 40 % 4)
            {
                case 0 or 1:
                    SignalInfo sent = Sent(signal, value++);
                    isSame &= pending.TryAdd(in sent);
                    if (signal >= Signal.FirstRealTime || model.All(other => other.Signal != signal))
                    {
                        model.Add(sent);
                    }

                    break;
                case 2:
                    isSame &= TakesTheSame(pending, model);
                    break;
                default:
                    pending.Discard(SignalSet.Of(signal));
                    _ = model.RemoveAll(other => other.Signal == signal);
                    break;
            }

            isSame &= pending.Count == model.Count && pending.Set.Bits == model.Aggregate(0ul, (bits, info) => bits | SignalSet.Of(info.Signal).Bits);
        }

        while (isSame && model.Count > 0)
        {
            isSame = TakesTheSame(pending, model);
        }

        return isSame && !pending.TryPeek(s_all, out _);
    }

    private static bool TakesTheSame(PendingSignals pending, List<SignalInfo> model)
    {
        bool isFound = pending.TryPeek(s_all, out SignalInfo info);
        if (model.Count == 0)
        {
            return !isFound;
        }

        SignalInfo expected = model.OrderBy(other => (SignalSet.Synchronous.Contains(other.Signal) ? 0 : 1, (int)other.Signal, other.Value)).First();
        pending.Take(info.Signal);
        _ = model.Remove(expected);
        return isFound && info.Signal == expected.Signal && info.Value == expected.Value;
    }

    private static SignalInfo Sent(Signal signal, ulong value) => new() { Signal = signal, Value = value };
}
