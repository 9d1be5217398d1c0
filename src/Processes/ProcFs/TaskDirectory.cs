using System;
using System.Buffers.Text;
using System.Collections.Generic;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The threads of a process as directories (proc(5), task).</summary>
internal sealed class TaskDirectory(ProcFileSystem owner, ulong number, Process process) : GeneratedDirectory(owner, number)
{
    public override FileOutcome TryLookup(ReadOnlySpan<byte> name, out Inode? found)
    {
        found = ProcessesDirectory.TryParse(name, out int id) && process.Container.FindThread(id) is { } thread && thread.Process == process
            ? ProcessDirectory.Of(owner, thread)
            : null;
        return found is null ? Errno.NoEntry : FileOutcome.Done;
    }

    public override FileOutcome TryList(ref ulong position, DirectoryListing listing)
    {
        Span<byte> name = stackalloc byte[11];
        IReadOnlyList<Thread> threads = process.Threads;
        int after = (int)(Math.Max(position, OpenFile.FirstEntry) - OpenFile.FirstEntry);
        while (true)
        {
            int next = int.MaxValue;
            for (int i = 0; i < threads.Count; i++)
            {
                int id = threads[i].ThreadId;
                next = id > after && id < next ? id : next;
            }

            if (next == int.MaxValue)
            {
                return FileOutcome.Done;
            }

            _ = Utf8Formatter.TryFormat(next, name, out int length); // 10 digits
            if (!listing.TryAdd(name[..length], ProcessDirectory.NumberOf(next) + 1, InodeKind.Directory, OpenFile.FirstEntry + (ulong)next))
            {
                return FileOutcome.Done;
            }

            after = next;
            position = OpenFile.FirstEntry + (ulong)next;
        }
    }
}
