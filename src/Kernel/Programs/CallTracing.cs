using System.Collections.Generic;
using System.Globalization;
using Vela.Linux;
using Vela.Processes;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Which processes are traced, and their calls until somebody takes them.</summary>
/// <remarks>Owns: a ring of calls; when it is full the newest are counted and lost. The system calls are wrapped only while a process is traced.</remarks>
internal sealed class CallTracing(Scheduler scheduler) : ICallTracing, ICallSink
{
    private const int Capacity = 8192;

    private readonly IPersonality _direct = scheduler.Personality;
    private readonly List<Process> _traced = [];
    private readonly Queue<TracedCall> _calls = new();
    private ulong _lost;

    public void Begin(Process process)
    {
        _traced.Add(process);
        if (_traced.Count == 1)
        {
            scheduler.Personality = new TracingPersonality(_direct, this);
        }
    }

    public void End(Process process)
    {
        _ = _traced.Remove(process);
        if (_traced.Count == 0)
        {
            scheduler.Personality = _direct;
        }
    }

    /// <summary>A traced process, or one that it made, however many generations ago.</summary>
    public bool Wants(Process process)
    {
        for (Process? at = process; at is not null; at = at.Parent)
        {
            if (_traced.Contains(at))
            {
                return true;
            }
        }

        return false;
    }

    public void Note(in TracedCall call)
    {
        if (_calls.Count < Capacity)
        {
            _calls.Enqueue(call);
        }
        else
        {
            _lost++;
        }
    }

    public bool TryTake(out string line)
    {
        if (!_calls.TryDequeue(out TracedCall call))
        {
            line = _lost == 0 ? "" : "(" + _lost.ToString(CultureInfo.InvariantCulture) + " calls came too fast and are lost)";
            bool isLost = _lost != 0;
            _lost = 0;
            return isLost;
        }

        line = "[" + call.ThreadId.ToString(CultureInfo.InvariantCulture) + "] " + CallFormat.Describe(in call) + " = "
            + (!call.HasResult ? "?" : call.Result is < 0 and > -4096
                ? call.Result.ToString(CultureInfo.InvariantCulture) + " (" + ErrorText.Of((Primitives.Errno)(int)-call.Result) + ")"
                : CallFormat.Number(unchecked((ulong)call.Result)));
        return true;
    }
}
