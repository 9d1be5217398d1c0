using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Tests.Fs;

public sealed class FileOutcomeTests
{
    [Test]
    public void Every_error_is_told_as_it_is([Values] Errno error)
    {
        FileOutcome outcome = error;
        Assert.That((outcome.Error, outcome.IsDone, outcome.IsWaiting), Is.EqualTo((error, error == Errno.None, false)));
    }

    [Test]
    public void Who_must_wait_is_told_for_what()
    {
        FileEvent happening = new();
        FileOutcome outcome = FileOutcome.Blocks(happening);
        Assert.That((outcome.Event, outcome.Verdict, outcome.Error), Is.EqualTo((happening, FileVerdict.WouldBlock, Errno.None)));
    }
}
