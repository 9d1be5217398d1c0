using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>The jobs of one shell, oldest first; the last is the current one, <c>%+</c>.</summary>
public sealed class JobTable
{
    // Above every process id (PID_MAX_LIMIT is 4,194,304), so that kill and wait can tell them apart.
    private const int FirstId = 5_000_000;
    private readonly List<Job> _jobs = [];
    private int _started;

    public IReadOnlyList<Job> All => _jobs;

    public Job Start(string text, IExecutive executive)
    {
        int number = _jobs.Count == 0 ? 1 : _jobs[^1].Number + 1;
        Job job = new(number, FirstId + _started, text, executive);
        _started++;
        _jobs.Add(job);
        return job;
    }

    public void Remove(Job job) => _ = _jobs.Remove(job);

    /// <summary>The job that <c>%1</c>, <c>%+</c>, <c>%-</c>, <c>%text</c> or an id names; null if none.</summary>
    public Job? Find(string name)
    {
        if (name is "%" or "%%" or "%+")
        {
            return _jobs.Count > 0 ? _jobs[^1] : null;
        }

        if (name == "%-")
        {
            return _jobs.Count > 1 ? _jobs[^2] : null;
        }

        bool isJob = name.StartsWith('%');
        bool isNumber = int.TryParse(isJob ? name[1..] : name, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        foreach (Job job in _jobs)
        {
            if (isNumber ? (isJob ? job.Number : job.Id) == number : isJob && job.Text.StartsWith(name[1..], System.StringComparison.Ordinal))
            {
                return job;
            }
        }

        return null;
    }
}
