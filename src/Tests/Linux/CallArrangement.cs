using System;

namespace Vela.Tests.Linux;

/// <summary>How a call is made so that it succeeds with every capability, as far as it ever does.</summary>
/// <param name="Prepare">Opens what it takes; not done without capabilities.</param>
/// <param name="Arguments">What is in its registers.</param>
internal sealed record CallArrangement(Action<CallTrial> Prepare, Func<CallTrial, ulong[]> Arguments);
