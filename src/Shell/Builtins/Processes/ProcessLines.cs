using System;
using System.Text;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>A process as one line of a list.</summary>
internal static class ProcessLines
{
    public const string Header = "  PID  PPID S  NI THR      SIZE  RESIDENT  COMMITTED      TIME  COMMAND";

    public static string Of(Process process)
    {
        ProcessText.Sizes sizes = ProcessText.Measure(process.Memory);
        StringBuilder line = new();
        _ = line.Append(ProcessOperand.Of(process.ProcessId).PadLeft(5)).Append(' ')
            .Append(ProcessOperand.Of(process.Parent?.ProcessId ?? 1).PadLeft(5)).Append(' ')
            .Append(ProcessText.StateOf(process, null)).Append(' ')
            .Append(ProcessOperand.Of(process.FirstThread?.Nice ?? 0).PadLeft(3)).Append(' ')
            .Append(ProcessOperand.Of(process.Threads.Count).PadLeft(3)).Append(' ')
            .Append(Bytes(sizes.Mapped).PadLeft(9)).Append(' ')
            .Append(Bytes(sizes.Resident).PadLeft(9)).Append(' ')
            .Append(Bytes(sizes.Committed).PadLeft(10)).Append(' ')
            .Append(TimeText.Of(TimeSpan.FromTicks((long)(process.Runtime / 100))).PadLeft(9)).Append("  ")
            .Append(ProcessOperand.NameOf(process));
        return line.ToString();
    }

    public static string Bytes(ulong pages) => ByteSize.Of((long)(pages * PageNumber.Size));
}
