using System.Collections.Generic;

namespace Vela.Build;

/// <summary>What the post-link step did, line by line.</summary>
public sealed record PostLinkReport(IReadOnlyList<string> Lines);
