using System;
using System.Collections.Generic;
using System.Text;
using Vela.Capabilities;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>The processes and capabilities of a container, as what a word on the command line could become.</summary>
internal sealed class ProcessCandidates(Container container)
{
    /// <summary>Processes by number, listed with their names.</summary>
    public void AddProcesses(string prefix, List<Candidate> candidates)
    {
        foreach (int id in container.CopyNumbers())
        {
            string number = ProcessOperand.Of(id);
            if (container.Find(id) is { } process && number.StartsWith(prefix, StringComparison.Ordinal))
            {
                candidates.Add(new Candidate(number, number + " " + ProcessOperand.NameOf(process), " "));
            }
        }
    }

    /// <summary>The capabilities that a process holds, as <c>caps</c> numbers them.</summary>
    public void AddCapabilities(Process process, string prefix, List<Candidate> candidates)
    {
        ulong space = process.Descriptors.Space.Id;
        ulong mapped = process.Memory?.Files.Id ?? 0;
        uint end = container.Capabilities.RecordEnd;
        for (uint record = 1; record < end; record++)
        {
            string number = ProcessOperand.Of(record);
            if (container.Capabilities.TryDescribe(record, out CapabilityDescription each) && !each.IsDeleted && each.HolderId != 0
                && (each.HolderId == space || each.HolderId == mapped) && number.StartsWith(prefix, StringComparison.Ordinal))
            {
                candidates.Add(new Candidate(number, number + " " + Encoding.UTF8.GetString(ProcessText.NameOf(each.Type)), " "));
            }
        }
    }
}
