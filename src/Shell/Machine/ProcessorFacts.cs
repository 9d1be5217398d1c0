using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>What CPUID says, and what was measured. <paramref name="Features"/> have Linux's names (/proc/cpuinfo).</summary>
public sealed record ProcessorFacts(
    string Vendor,
    string Brand,
    int Family,
    int Model,
    int Stepping,
    int Count,
    long TimestampHertz,
    IReadOnlyList<string> Features);
