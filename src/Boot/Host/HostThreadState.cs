namespace Vela.Boot;

/// <summary>Free → Ready → (Running is whoever <see cref="HostThreads.Current"/> names) → waiting for one thing → Ready → Free.</summary>
internal enum HostThreadState : uint
{
    Free = 0,
    Ready,

    /// <summary>On a futex, until woken or its deadline.</summary>
    WaitingFutex,

    /// <summary>Asleep until its deadline.</summary>
    Sleeping,

    /// <summary>The executive with nothing to do: until an interrupt, a wake-up from another thread, or its deadline.</summary>
    WaitingInterrupt,

    /// <summary>Reading a pipe or the console.</summary>
    WaitingInput,
}
