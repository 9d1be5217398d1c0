using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using Vela.Build.Elf;
using Vela.Build.Symbols;

namespace Vela.Build.Bench;

/// <summary>Where the instructions of one operation go, by method, on Vela.</summary>
/// <remarks>
/// The machine runs one instruction at a time. When the benchmark reaches the row it says so and waits; the trace is switched on over QEMU's
/// monitor, through a pipe that is read here, and the benchmark gets the byte it waits for. Nothing before the row is traced.
/// </remarks>
public sealed class Profile(BenchPaths paths, Workload workload, ManagedNames names, Action<string> progress)
{
    private const string Ready = "# profile: ready";
    private const int Shown = 40;

    /// <summary>The forty methods that the row spends most in.</summary>
    /// <exception cref="BuildException">The row did not run, or the trace shows nothing of it.</exception>
    public IReadOnlyList<string> Of(string row)
    {
        string directory = Directory.CreateTempSubdirectory("vela-profile.").FullName;
        try
        {
            return Traced(row, directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private List<string> Traced(string row, string directory)
    {
        string pipe = Path.Combine(directory, "trace");
        string socket = Path.Combine(directory, "monitor");
        _ = HostProgram.Read("mkfifo", pipe);
        ElfImage program = ElfImage.Read(paths.Program);
        TraceCount trace = new(AddressOf(program, "profile_begins"), AddressOf(program, "profile_ends"));
        Task reader = Task.Run(() => ReadTrace(pipe, trace));

        string[] words = ["--only", BenchmarkOutput.EntryOf(row), "--profile", row];
        string[] emulatorWords =
        [
            "-singlestep", "-D", pipe,
            "-chardev", $"socket,id=monitor,path={socket},server=on,wait=off", "-mon", "chardev=monitor,mode=readline",
        ];
        using HostProgram run = new(paths.Run, VelaMachine.Arguments(paths, workload, Clocking.Instructions, words, emulatorWords));
        using Socket monitor = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Measurement? measurement = null;
        int status = run.End(line =>
        {
            if (line == Ready)
            {
                if (!monitor.Connected)
                {
                    progress($"tracing {row}");
                    StartTrace(monitor, socket);
                }

                run.Input.Write('\n');
                run.Input.Flush();
            }
            else if (BenchmarkOutput.Parse(line) is Measurement found && found.Row == row)
            {
                measurement = found;
            }
        });
        if (!monitor.Connected)
        {
            using FileStream nothing = new(pipe, FileMode.Open, FileAccess.Write); // ends the reader, which waits for a writer
        }

        reader.Wait();
        if (measurement?.Cost is not double cost || measurement.Operations == 0)
        {
            throw new BuildException($"{row} did not run to its end (status {status}): {measurement?.Failure}\n{run.Error}");
        }

        return trace.Total > 0 ? Report(trace, row, cost, measurement.Operations) : throw new BuildException($"the trace shows no instruction of {row}");
    }

    private List<string> Report(TraceCount trace, string row, double cost, long operations)
    {
        IReadOnlyList<FunctionRange> functions = SymbolTableSource.Functions(ElfImage.Read(paths.Image), names);
        IReadOnlyList<(string Name, long Count)> sums = trace.ByFunction(functions, "(the program itself)");
        List<string> lines =
        [
            $"{row}: {Text(cost)} by the clock, {Text((double)trace.Total / operations)} traced, per operation, in {operations} operations", "",
            "| instructions | share | method |", "|--:|--:|---|",
        ];
        int shown = sums.Take(Shown).TakeWhile(sum => sum.Count * 20 >= operations).Count(); // less than 0.05 would read 0.0
        foreach ((string name, long count) in sums.Take(shown))
        {
            lines.Add($"| {Text((double)count / operations)} | {Text(100.0 * count / trace.Total)} % | `{name}` |");
        }

        long rest = sums.Skip(shown).Sum(sum => sum.Count);
        lines.Add($"| {Text((double)rest / operations)} | {Text(100.0 * rest / trace.Total)} % | {sums.Count - shown} others |");
        return lines;
    }

    private static string Text(double value) => value.ToString("#,0.0", CultureInfo.InvariantCulture);

    private static ulong AddressOf(ElfImage program, string name)
    {
        ElfSymbol symbol = program.Symbols().FirstOrDefault(symbol => symbol.Name == name);
        return symbol.IsDefined ? symbol.Address : throw new BuildException($"the benchmark has no function {name}: its symbols must not be stripped");
    }

    private static void ReadTrace(string pipe, TraceCount trace)
    {
        using StreamReader lines = new(new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20), System.Text.Encoding.Latin1, false, 1 << 20);
        while (lines.ReadLine() is string line)
        {
            trace.Add(line);
        }
    }

    /// <summary>The monitor answers each command with its prompt, when it has been carried out.</summary>
    private static void StartTrace(Socket monitor, string path)
    {
        monitor.Connect(new UnixDomainSocketEndPoint(path));
        AwaitPrompt(monitor);
        _ = monitor.Send("log exec,nochain\n"u8);
        AwaitPrompt(monitor);
    }

    private static void AwaitPrompt(Socket monitor)
    {
        const string prompt = "(qemu) ";
        string answer = "";
        byte[] part = new byte[4096];
        while (!answer.EndsWith(prompt, StringComparison.Ordinal))
        {
            int length = monitor.Receive(part);
            answer += length > 0 ? System.Text.Encoding.ASCII.GetString(part, 0, length) : throw new BuildException("QEMU's monitor closed");
        }
    }
}
