using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A text about a process or one of its threads.</summary>
internal sealed class ProcessFile(ProcFileSystem owner, ulong number, Process process, Thread? thread, ProcessEntry entry) : GeneratedFile(owner, number)
{
    protected override Errno Make(GeneratedText text)
    {
        if (process.State == ProcessState.Reaped || thread is { State: ThreadState.Exited })
        {
            return Errno.NoProcess;
        }

        switch (entry)
        {
            case ProcessEntry.CommandLine:
                return ProcessText.WriteStrings(text, process, ProgramStrings.Arguments);
            case ProcessEntry.Environment:
                return ProcessText.WriteStrings(text, process, ProgramStrings.Environment);
            case ProcessEntry.Name:
                _ = text.Add(thread?.Name ?? process.Name).Add((byte)'\n');
                break;
            case ProcessEntry.Stat:
                ProcessText.WriteStat(text, process, thread);
                break;
            case ProcessEntry.Statm:
                ProcessText.WriteStatm(text, process);
                break;
            case ProcessEntry.Status:
                ProcessText.WriteStatus(text, process, thread);
                break;
            case ProcessEntry.Maps:
                ProcessText.WriteMaps(text, process);
                break;
            case ProcessEntry.SharesOfMaps:
                ProcessText.WriteShares(text, process);
                break;
            case ProcessEntry.Memory:
                ProcessText.WriteMemory(text, process);
                break;
            case ProcessEntry.Limits:
                ProcessText.WriteLimits(text, process);
                break;
            case ProcessEntry.Capabilities:
                ProcessText.WriteCapabilities(text, process);
                break;
            case ProcessEntry.Stack:
                ProcessText.WriteStack(text, process, thread);
                break;
            case ProcessEntry.Wait:
                _ = text.Add((byte)'0');
                break;
            case ProcessEntry.Scheduling:
                _ = text.Add(thread?.Runtime ?? process.Runtime).Add(" 0 0\n"u8);
                break;
            default:
                MountsFile.Write(text, process.Container.Vfs);
                break;
        }

        return Errno.None;
    }
}
