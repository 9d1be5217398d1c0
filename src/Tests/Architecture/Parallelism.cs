using NUnit.Framework;

// Two fixtures at a time; within one, a test after the other unless it says otherwise. A fixture that measures says [NonParallelizable] and runs alone.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
