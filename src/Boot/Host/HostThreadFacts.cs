namespace Vela.Boot;

/// <summary>One of the runtime's threads, for those who list them. An id of 0 is a free slot.</summary>
public readonly unsafe struct HostThreadFacts
{
    private HostThreadFacts(HostThread* thread)
    {
        bool current = thread == HostThreads.Current;
        Id = thread->State == HostThreadState.Free ? 0 : thread->Id;
        Name = NameOf(thread);
        Nanoseconds = thread->Ran + (current ? Clock.Now - thread->ResumedAt : 0);
        StackBytes = (long)(thread->Id == 1 ? HostFiles.StackEnd - HostFiles.StackStart : HostCalls.StackBytes);
        State = current ? "running" : thread->State switch
        {
            HostThreadState.Ready => "ready",
            HostThreadState.WaitingFutex when thread->Deadline != HostThread.NoDeadline => "waits, with a timeout",
            HostThreadState.WaitingFutex => "waits",
            HostThreadState.Sleeping => "sleeps",
            HostThreadState.WaitingInterrupt => "idle",
            _ => "reads",
        };
    }

    public int Id { get; }

    public string Name { get; }

    public string State { get; }

    public ulong Nanoseconds { get; }

    public long StackBytes { get; }

    /// <summary>The thread in a slot; false past the last.</summary>
    public static bool TryRead(int slot, out HostThreadFacts facts)
    {
        HostThread* thread = HostThreads.At(slot);
        facts = thread == null ? default : new HostThreadFacts(thread);
        return thread != null;
    }

    private static string NameOf(HostThread* thread)
    {
        if (thread->Id == 1)
        {
            return "executive";
        }

        System.Text.StringBuilder name = new();
        for (int i = 0; i < 15; i++)
        {
            char character = (char)((i < 8 ? thread->Name0 >> (8 * i) : thread->Name1 >> (8 * (i - 8))) & 255);
            if (character == 0)
            {
                break;
            }

            _ = name.Append(character);
        }

        return name.ToString();
    }
}
