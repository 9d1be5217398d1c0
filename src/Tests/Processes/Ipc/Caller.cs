using System;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Tests.Processes;

/// <summary>A thread in a system call that may wait: tries, waits for what it was told, tries again when woken.</summary>
internal sealed class Caller
{
    private readonly NotingWaiter _waiter = new();
    private Func<FileOutcome>? _call;
    private FileEvent? _awaited;

    public bool IsWaiting => _call is not null;

    /// <summary>What the last call that is over came to.</summary>
    public Errno Error { get; private set; }

    /// <summary>Bytes of the last call.</summary>
    public FileProgress Progress { get; private set; }

    public int Done => (int)Progress.Done;

    public void Read(OpenFile file, byte[] into) => Call(() =>
    {
        FileProgress progress = Progress;
        FileOutcome outcome = file.TryRead(new FileBuffer(into), ref progress);
        Progress = progress;
        return outcome;
    });

    public void Write(OpenFile file, byte[] from) => Call(() =>
    {
        FileProgress progress = Progress;
        FileOutcome outcome = file.TryWrite(new FileBuffer(from), ref progress);
        Progress = progress;
        return outcome;
    });

    public void Call(Func<FileOutcome> call)
    {
        Assert.That(IsWaiting, Is.False, "one call at a time");
        Progress = default;
        _call = call;
        Try();
    }

    /// <summary>Goes on if it was woken. Answers whether it was.</summary>
    public bool Resume()
    {
        bool isWoken = IsWaiting && !_waiter.IsWaiting;
        if (isWoken)
        {
            Try();
        }

        return isWoken;
    }

    /// <summary>A signal: it waits no more, and its call ends here.</summary>
    public void Interrupt()
    {
        _awaited?.Remove(_waiter);
        _call = null;
    }

    private void Try()
    {
        FileOutcome outcome = _call!();
        if (outcome.IsWaiting)
        {
            _awaited = outcome.Event;
            outcome.Event!.Add(_waiter);
            return;
        }

        Error = outcome.Error;
        _call = null;
    }
}
