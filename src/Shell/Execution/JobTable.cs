using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>The jobs of one shell, oldest first, and the statuses of those that are gone and were not waited for (XCU 2.9.3.1).</summary>
public sealed class JobTable(IExecutive executive)
{
    // Above every process id (PID_MAX_LIMIT is 4,194,304), so that kill and wait can tell them apart.
    private const int FirstId = 5_000_000;

    /// <summary>CHILD_MAX of a small system (XBD limits.h asks for 25).</summary>
    private const int MostRemembered = 256;
    private readonly List<Job> _jobs = [];
    private readonly List<Job> _gone = [];
    private int _started;

    public IReadOnlyList<Job> All => _jobs;

    /// <summary><c>%+</c>: the one that was stopped last; if none is stopped, the one that was started or sent to the background last.</summary>
    public Job? Current => Latest(except: null);

    /// <summary><c>%-</c>: what the current job would be without it.</summary>
    public Job? Previous => Current is { } current ? Latest(current) : null;

    /// <summary>Woken when the state of any of them changes.</summary>
    public KernelWaitQueue AnyChanged { get; } = new(executive);

    public Job Start(string text)
    {
        int number = _jobs.Count == 0 ? 1 : _jobs[^1].Number + 1;
        Job job = new(number, FirstId + _started, text, executive, AnyChanged);
        _started++;
        _jobs.Add(job);
        return job;
    }

    /// <summary>Takes a job off the list whose status somebody has, or nobody will want.</summary>
    public void Remove(Job job)
    {
        _ = _jobs.Remove(job);
        _ = _gone.Remove(job);
    }

    /// <summary>Takes a job off the list that has ended; <see cref="Find"/> still knows it by its id.</summary>
    public void Retire(Job job)
    {
        _ = _jobs.Remove(job);
        _gone.Add(job);
        if (_gone.Count > MostRemembered)
        {
            _gone.RemoveAt(0);
        }
    }

    /// <summary>Retires all that have ended.</summary>
    public void RetireEnded()
    {
        for (int i = _jobs.Count - 1; i >= 0; i--)
        {
            if (_jobs[i].State == JobState.Done)
            {
                Retire(_jobs[i]);
            }
        }
    }

    /// <summary>Forgets the statuses of those that are gone.</summary>
    public void Forget() => _gone.Clear();

    /// <summary><c>+</c>, <c>-</c> or a blank.</summary>
    public char MarkOf(Job job) => job == Current ? '+' : job == Previous ? '-' : ' ';

    /// <summary>The job that <c>%1</c>, <c>%+</c>, <c>%-</c>, <c>%text</c>, <c>%?text</c> or the id of one of its programs names; null if none.</summary>
    public Job? Find(string name)
    {
        switch (name)
        {
            case "%" or "%%" or "%+":
                return Current;
            case "%-":
                return Previous;
            default:
                break;
        }

        bool isJob = name.StartsWith('%');
        bool isNumber = int.TryParse(isJob ? name[1..] : name, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        foreach (Job job in _jobs)
        {
            if (isNumber ? (isJob ? job.Number == number : job.HasId(number)) : isJob && IsMeant(job.Text, name))
            {
                return job;
            }
        }

        return isNumber && !isJob ? _gone.FindLast(job => job.HasId(number)) : null;
    }

    private static bool IsMeant(string text, string name) =>
        name.StartsWith("%?", StringComparison.Ordinal) ? text.Contains(name[2..], StringComparison.Ordinal) : text.StartsWith(name[1..], StringComparison.Ordinal);

    private Job? Latest(Job? except)
    {
        Job? latest = null;
        foreach (Job job in _jobs)
        {
            bool isStopped = job.State == JobState.Stopped;
            bool wasStopped = latest is { State: JobState.Stopped };
            if (job != except && (latest is null || (isStopped == wasStopped ? job.Turn >= latest.Turn : isStopped)))
            {
                latest = job;
            }
        }

        return latest;
    }
}
