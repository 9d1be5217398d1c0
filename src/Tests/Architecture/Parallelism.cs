using NUnit.Framework;

// Fixtures that boot machines say [Parallelizable] and run two at a time; the others, some of which measure, run alone.
[assembly: LevelOfParallelism(2)]
