using System.Collections.Generic;

namespace Vela.SelfTests;

/// <summary>Every test of the image, in the order in which they run: what later tests stand on comes first.</summary>
/// <remarks>The host makes the same list, so that a test which never ran is missed by name. Making it touches no machine.</remarks>
public static class SelfTestCatalogue
{
    public static IReadOnlyList<SelfTest> All() =>
    [
        new CollectionFreesWhatIsUnreachable(),
        new FinalizersRun(),
        new WeakReferencesLetGo(),
        new InteriorReferencesSurviveACollection(),
        new ExceptionsUnwindThroughFinallyAndFilters(),
        new NullDereferenceIsAnException(),
        new DivisionByZeroIsAnException(),
        new LocksExclude(),
        new ThreadsStartAndEnd(),
        new ThreadStaticsAreEachThreadsOwn(),
        new PoolRunsWhatIsQueued(),
        new DelayWaitsItsTime(),
        new TimerTicksUntilItIsDisposed(),
        new TimedWaitTimesOut(),
        new StopwatchAndClockAgree(),
        new DateIsPlausible(),
        new RandomBytesDiffer(),
        new AsyncCodeResumesWhereItWaited(),
        new RegularExpressionsMatch(),
        new JsonComesBackAsItWent(),
        new ConsoleClassWrites(),
        new HandlesReachObjects(),
        new NothingIsWritableAndExecutable(),
        new CollectedMemoryReturnsToTheMachine(),
        new IdleTimeIsUsedToCollect(),
        new TimerInRing0DisturbsNothing(),
        new EndlessStepIsReported(),
        new ProgramsRunInRing3(),
        new EndlessProgramStopsNothing(),
        new FaultsCostWhatTheyMay(),
        new ForksCostWhatTheyMay(),
        new FileCallsCostWhatTheyMay(),
        new MemoryRunsOutAsAnException(),
    ];

    /// <summary>Tests for a machine made for them, or too long for every run: they run only when they are named.</summary>
    public static IReadOnlyList<SelfTest> OnRequest() =>
    [
        new DisksKeepWhatIsWritten(),
        new DiskErrorsAreReported(),
        new DisksReadFast(),
        new CapabilityCurves(),
    ];

    /// <summary>Tests that the machine does not survive: one machine each, by name.</summary>
    public static IReadOnlyList<SelfTest> Last() =>
    [
        new StackRunsOut(),
        new NobodyCatches(),
        new KernelMemoryIsProtected(),
    ];
}
