using System;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Waiting for any of several files (poll(2), select(2)). A thread has one, for all its calls.</summary>
/// <remarks>
/// Used so, from the top each time the call is dispatched: <see cref="Begin"/>, <see cref="Check"/> for each file, and when none was ready
/// <see cref="End"/>, which names what to wait for; <see cref="Stop"/> when the call is over some other way.
/// Owns: its waiters, which stand in the files' events until then. They are kept, so that only a call with more files than any before allocates.
/// </remarks>
public sealed class PollWait
{
    private readonly FileEvent _any = new();
    private Waiter[] _waiters = [];
    private int _used;

    /// <summary>How many of the files checked were ready for something that was asked, or failed.</summary>
    public int ReadyCount { get; private set; }

    /// <summary>Starts with no files.</summary>
    public void Begin()
    {
        Stop();
        ReadyCount = 0;
    }

    /// <summary>What a file is ready for, of what is asked and what is always told. As long as no file is ready it is remembered as one to wait for.</summary>
    public PollEvents Check(OpenFile file, PollEvents asked)
    {
        PollEvents ready = file.Poll(out FileEvent? changes) & (asked | PollEvents.Always);
        if (ready != PollEvents.None)
        {
            ReadyCount++;
        }
        else if (ReadyCount == 0 && changes is not null)
        {
            if (_used == _waiters.Length)
            {
                Grow();
            }

            Waiter waiter = _waiters[_used++];
            waiter.Interest = asked;
            waiter.Event = changes;
            changes.Add(waiter);
        }

        return ready;
    }

    /// <summary>Done when a file was ready; else what to wait for.</summary>
    [NoAllocation]
    public FileOutcome End()
    {
        if (ReadyCount == 0)
        {
            return FileOutcome.Blocks(_any);
        }

        Stop();
        return FileOutcome.Done;
    }

    /// <summary>Waits for none of the files any more.</summary>
    [NoAllocation]
    public void Stop()
    {
        for (int i = 0; i < _used; i++)
        {
            _waiters[i].Event!.Remove(_waiters[i]);
            _waiters[i].Event = null;
        }

        _used = 0;
    }

    private void Grow()
    {
        int length = Math.Max(4, _waiters.Length * 2);
        int old = _waiters.Length;
        Array.Resize(ref _waiters, length);
        for (int i = old; i < length; i++)
        {
            _waiters[i] = new Waiter(_any);
        }
    }

    private sealed class Waiter(FileEvent any) : FileWaiter
    {
        public FileEvent? Event { get; set; }

        protected override void Wake() => any.WakeAll();
    }
}
