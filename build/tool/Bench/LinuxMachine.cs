using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Vela.Build.Archive;

namespace Vela.Build.Bench;

/// <summary>Debian's kernel in QEMU, with the benchmark as its only program.</summary>
/// <remarks>
/// The kernel is fetched and unpacked, never installed. It runs as lean as it can be brought to: no ERMS, so that it clears and copies by
/// words and not by bytes (a repeated byte instruction counts once for each byte), and everything optional off that its command line can switch off.
/// Counted figures depend on the kernel, the program, the emulator and the options alone, so they are kept under a key of those.
/// </remarks>
public sealed class LinuxMachine(BenchPaths paths, Workload workload, string emulator, Action<string> progress)
{
    private const string MetaPackage = "linux-image-amd64";

    private const string Options = "console=ttyS0 quiet nokaslr norandmaps mitigations=off init_on_alloc=0 randomize_kstack_offset=off lsm=capability audit=0 "
        + "cgroup_disable=memory hardened_usercopy=off numa_balancing=disable psi=0 no5lvl";

    /// <summary>Linux hands its first program 32 words at most.</summary>
    private const int MostChosen = 12;

    private static readonly string[] _machine = ["-accel", "tcg", "-cpu", "max,-erms", "-smp", "1", "-nic", "none", "-display", "none", "-serial", "stdio", "-no-reboot"];

    private static readonly string[] _counting = ["-icount", "shift=0,sleep=off", "-rtc", "base=2024-01-01T00:00:00,clock=vm", "-seed", "1"];

    /// <summary>What Debian's kernel needs for a virtio disk: it finds none without.</summary>
    private static readonly string[] _modules = ["virtio/virtio*.ko", "block/virtio_blk.ko"];

    private string? _kernel;

    /// <summary>The kernel's package and version, for those who read the figures.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Finds the kernel, or fetches it.</summary>
    /// <exception cref="BuildException">There is no kernel to be had; it says what to do.</exception>
    public void Prepare()
    {
        Directory.CreateDirectory(paths.Linux);
        string package = Package();
        string tree = Path.Combine(paths.Linux, package);
        string version = Path.Combine(tree, "version");
        if (!File.Exists(version) || !Directory.Exists(Modules(tree)))
        {
            progress($"fetching {package}");
            Fetch(package, tree, version);
        }

        Version = $"{package} {File.ReadAllText(version).Trim()}";
        _kernel = Directory.GetFiles(Path.Combine(tree, "boot"), "vmlinuz-*").FirstOrDefault()
            ?? throw new BuildException($"{tree} holds no kernel: remove it, and it is fetched again");
    }

    /// <summary>Runs the chosen entries, or finds what they came to before.</summary>
    /// <param name="entries">Names of the program's table; none for all.</param>
    public IReadOnlyList<Measurement> Measure(IReadOnlyList<string> entries, Clocking clocking)
    {
        string kept = Path.Combine(paths.Linux, $"{Key()}.txt");
        if (clocking == Clocking.Instructions && File.Exists(kept))
        {
            Measurement[] all = [.. File.ReadLines(kept).Select(BenchmarkOutput.Parse).OfType<Measurement>()];
            return Chosen(all, entries);
        }

        string[] words = entries.Count > MostChosen ? [] : [.. entries.SelectMany(entry => new[] { "--only", entry })];
        List<string> lines = [];
        IReadOnlyList<Measurement> found = Boot(words, clocking == Clocking.Instructions ? _counting : VelaMachine.Touched, lines);
        if (clocking == Clocking.Instructions && words.Length == 0)
        {
            File.WriteAllLines(kept, lines);
        }

        return Chosen(found, entries);
    }

    /// <summary>Boots it once with these words for the program and for the emulator.</summary>
    /// <param name="lines">Takes what it says.</param>
    public IReadOnlyList<Measurement> Boot(IReadOnlyList<string> words, IReadOnlyList<string> emulatorWords, List<string> lines)
    {
        string root = Path.Combine(paths.Linux, "root");
        string modules = Path.Combine(root, "modules");
        Directory.CreateDirectory(modules);
        File.Copy(paths.Program, Path.Combine(root, "init"), overwrite: true);
        foreach (string module in Directory.EnumerateFiles(Modules(Path.GetDirectoryName(Path.GetDirectoryName(_kernel!))!), "*.ko", SearchOption.AllDirectories))
        {
            File.Copy(module, Path.Combine(modules, Path.GetFileName(module)), overwrite: true);
        }

        string archive = Path.Combine(paths.Linux, "init.cpio");
        using (FileStream stream = File.Create(archive))
        {
            CpioArchive.Write(root, stream);
        }

        List<Measurement> found = [];
        using HostProgram machine = new(
            "qemu-system-x86_64",
            [.. _machine, .. emulatorWords, "-m", $"{workload.Gibibytes}G", "-kernel", _kernel!, "-initrd", archive, "-append", $"{Options} -- {workload.CommandLine(words)}"]);
        machine.Input.Close();
        _ = machine.End(line =>
        {
            lines.Add(line.TrimEnd('\r'));
            if (BenchmarkOutput.Parse(line) is Measurement measurement)
            {
                found.Add(measurement);
                progress($"Linux  {measurement.Row}  {measurement.Cost?.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) ?? measurement.Failure}");
            }
        });
        if (!lines.Contains("# end"))
        {
            throw new BuildException($"Linux did not come to its end; its last words:\n{string.Join('\n', lines.TakeLast(5))}\n{machine.Error}");
        }

        return found;
    }

    private static string Modules(string tree) => Path.Combine(tree, "lib/modules");

    private static IReadOnlyList<Measurement> Chosen(IReadOnlyList<Measurement> all, IReadOnlyList<string> entries) =>
        entries.Count == 0 ? all : [.. all.Where(measurement => entries.Contains(BenchmarkOutput.EntryOf(measurement.Row)))];

    private string Key()
    {
        byte[] program = SHA256.HashData(File.ReadAllBytes(paths.Program));
        string all = $"{Version}|{Convert.ToHexString(program)}|{emulator}|{Options}|{workload.CommandLine([])}|{workload.Gibibytes}|{string.Join(' ', _machine)}|{string.Join(' ', _counting)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16];
    }

    /// <summary>The package that the meta package names today, or one that was fetched before where the lists are not at hand.</summary>
    private string Package()
    {
        string? named = null;
        try
        {
            named = HostProgram.Read("apt-cache", "show", "--no-all-versions", MetaPackage).Split('\n')
                .FirstOrDefault(line => line.StartsWith("Depends: ", StringComparison.Ordinal))?["Depends: ".Length..].Split(' ', ',')[0];
        }
        catch (BuildException)
        {
            // Said below, if there is nothing to fall back on.
        }

        return named
            ?? Directory.GetDirectories(paths.Linux, "linux-image-*").Select(Path.GetFileName).Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new BuildException($"apt-cache knows no {MetaPackage}: run 'apt-get update' on a Debian machine, with its main archive among the sources");
    }

    private void Fetch(string package, string tree, string version)
    {
        string fetched = Path.Combine(paths.Linux, "fetched");
        if (Directory.Exists(fetched))
        {
            Directory.Delete(fetched, recursive: true);
        }

        Directory.CreateDirectory(Path.Combine(tree, "boot"));
        Directory.CreateDirectory(fetched);
        try
        {
            _ = HostProgram.Read("sh", "-c", "cd \"$1\" && apt-get -q -o APT::Sandbox::User= download \"$2\"", "sh", fetched, package);
        }
        catch (BuildException exception)
        {
            throw new BuildException($"{package} cannot be fetched; run 'apt-get update' and try again\n{exception.Message}");
        }

        string archive = Directory.GetFiles(fetched, "*.deb").Single();
        _ = HostProgram.Read(
            "sh",
            ["-c",
            "archive=$1 tree=$2; shift 2; dpkg-deb --fsys-tarfile \"$archive\" | tar -x -C \"$tree\" --wildcards './boot/vmlinuz-*' \"$@\"",
            "sh", archive, tree, .. _modules.Select(module => $"./lib/modules/*/kernel/drivers/{module}")]);
        File.WriteAllText(version, HostProgram.Read("dpkg-deb", "-f", archive, "Version"));
        Directory.Delete(fetched, recursive: true);
    }
}
