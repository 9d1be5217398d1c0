using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>Something that threads wait for: a lock that is let go, bytes in a pipe, a commit that is over.</summary>
/// <remarks>
/// Owns the list of those who wait, linked through themselves, so that waiting allocates nothing. Being woken promises nothing: start again.
/// </remarks>
public sealed class FileEvent
{
    private FileWaiter? _first;

    public bool HasWaiters => _first is not null;

    [NoAllocation]
    public void Add(FileWaiter waiter)
    {
        Panic.When(waiter.Place is not null, "a waiter waits in two places");
        waiter.Place = this;
        if (_first is { } first)
        {
            waiter.Next = first;
            first.Previous = waiter;
        }

        _first = waiter;
    }

    /// <summary>Ends a wait early: a signal, a timeout. Nothing when it has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(FileWaiter waiter)
    {
        if (waiter.Place != this)
        {
            return;
        }

        if (waiter.Previous is null && waiter.Next is null)
        {
            _first = null;
            waiter.Place = null;
        }
        else
        {
            RemoveOf(waiter);
        }
    }

    /// <summary>Takes one of several out.</summary>
    private void RemoveOf(FileWaiter waiter)
    {
        if (waiter.Previous is { } before)
        {
            before.Next = waiter.Next;
        }
        else
        {
            _first = waiter.Next;
        }

        if (waiter.Next is { } after)
        {
            after.Previous = waiter.Previous;
        }

        waiter.Forget();
    }

    /// <summary>Wakes all who wait. One that waits again at once is not woken twice.</summary>
    [NoAllocation]
    public void WakeAll() => WakeAll(PollEvents.All);

    /// <summary>Wakes those who are interested in what happened.</summary>
    [NoAllocation]
    public void WakeAll(PollEvents cause)
    {
        FileWaiter? waiter = _first;
        while (waiter is not null)
        {
            FileWaiter? next = waiter.Next;
            if (((waiter.Interest | PollEvents.Always) & cause) != 0)
            {
                Remove(waiter);
                waiter.Wake();
            }

            waiter = next;
        }
    }
}
