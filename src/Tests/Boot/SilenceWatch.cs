using System;

namespace Vela.Tests.Boot;

/// <summary>How long a machine has been silent that could have spoken: the time in which the host gave it no processor does not count.</summary>
/// <param name="lastHeard">When, on the same clock as <see cref="Silent"/>'s, it last gave a sign of life.</param>
/// <param name="waited">How long it has waited for a processor since it started.</param>
internal sealed class SilenceWatch(Func<TimeSpan> lastHeard, Func<TimeSpan> waited)
{
    private TimeSpan _heard = TimeSpan.MinValue;
    private TimeSpan _waitedBefore;

    public TimeSpan Silent(TimeSpan now)
    {
        TimeSpan heard = lastHeard();
        if (heard != _heard)
        {
            _heard = heard;
            _waitedBefore = waited();
        }

        return now - heard - (waited() - _waitedBefore);
    }
}
