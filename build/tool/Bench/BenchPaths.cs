using System.IO;

namespace Vela.Build.Bench;

/// <summary>Where the benchmark's parts lie in the repository.</summary>
public sealed record BenchPaths(string Root)
{
    /// <summary>The tree that both machines get: bin/vmbench.</summary>
    public string Files => Path.Combine(Root, "out/bench/files");

    public string Program => Path.Combine(Files, "bin/vmbench");

    /// <summary>Linux's kernel, and its figures by what they depend on.</summary>
    public string Linux => Path.Combine(Root, "out/bench/linux");

    /// <summary>The disk that both read.</summary>
    public string Disk => Path.Combine(Root, "out/bench/disk.img");

    public string Run => Path.Combine(Root, "build/run");

    public string Image => Path.Combine(Root, "out/vela.debug.elf");

    /// <summary>The image with its own tests.</summary>
    public string SelfTestImage => Path.Combine(Root, "out/selftest/vela.elf");

    /// <summary>Where the curves are drawn.</summary>
    public string Pictures => Path.Combine(Root, "docs/curves");

    public string Gate => Path.Combine(Root, "src/User/Benchmarks/gate.json");

    public string History => Path.Combine(Root, "src/User/Benchmarks/history.jsonl");

    public string Readme => Path.Combine(Root, "README.md");

    public string Document => Path.Combine(Root, "docs/performance.md");
}
