using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>A machine under QEMU that boots the image, with its serial lines and its control connection.</summary>
/// <remarks>
/// Owns: the QEMU process, which is killed at the latest when this is disposed, and a directory under out/test-artifacts with QEMU's command, the
/// console's log (COM1), COM3's, a picture of the screen and, of a machine that was killed, its processor's state; <see cref="Discard"/> removes it
/// after a good run.
/// </remarks>
internal sealed class VelaMachine : IDisposable
{
    /// <summary>A second look at the registers, some time after the first, tells a loop from sleep.</summary>
    private static readonly string[] _examination = ["info registers -a", "info lapic", "info pic", "info irq", "info block", "info registers -a"];

    private readonly Process _process;
    private readonly string _directory;
    private readonly string _sockets = Directory.CreateTempSubdirectory("vela-qmp-").FullName;
    private readonly Task _frames;
    private readonly StringBuilder _log = new();
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private QmpConnection? _control;

    private VelaMachine(string name, IEnumerable<string> arguments, Action<byte[]> output)
    {
        _directory = Path.Combine(Repository.Output, "test-artifacts", name);
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }

        _ = Directory.CreateDirectory(_directory);
        string[] all =
        [
            "-accel", "tcg", "-cpu", "max", "-nodefaults", "-display", "none", "-no-reboot",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            "-chardev", $"file,id=console,path={ConsolePath}", "-serial", "chardev:console",
            "-serial", "none",
            "-chardev", $"file,id=error,path={Path.Combine(_directory, "error.log")}", "-serial", "chardev:error",
            "-chardev", "stdio,id=frames,signal=off", "-serial", "chardev:frames",
            "-qmp", $"unix:{ControlPath},server=on,wait=off", .. arguments,
        ];
        File.WriteAllText(Path.Combine(_directory, "command"), "qemu-system-x86_64 " + string.Join(' ', all.Select(Quoted)) + "\n");
        ProcessStartInfo start = new("qemu-system-x86_64", all)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _log.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        _frames = Task.Run(() => Pump(_process.StandardOutput.BaseStream, output));
    }

    /// <summary>What the machine wrote to its console so far.</summary>
    public string Console
    {
        get
        {
            if (!File.Exists(ConsolePath))
            {
                return "";
            }

            using FileStream stream = new(ConsolePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(stream, Encoding.UTF8);
            return reader.ReadToEnd().Replace("\r", "", StringComparison.Ordinal);
        }
    }

    public TimeSpan Elapsed => _elapsed.Elapsed;

    /// <summary>QEMU's own messages.</summary>
    public string Log => _log.ToString();

    public QmpConnection Control => _control ??= QmpConnection.Open(ControlPath, TimeSpan.FromSeconds(10));

    private string ConsolePath => Path.Combine(_directory, "console.log");

    private string ControlPath => Path.Combine(_sockets, "qmp");

    /// <summary>Boots the image in a machine of this shape.</summary>
    /// <param name="shape">The machine.</param>
    /// <param name="append">The kernel's command line; the shape's own is added.</param>
    /// <param name="output">Gets what comes over COM4, in order, on a thread of its own.</param>
    /// <param name="more">More options for QEMU.</param>
    public static VelaMachine Boot(MachineShape shape, string append, Action<byte[]> output, params string[] more)
    {
        string commandLine = string.Join(' ', new[] { append, shape.Append, "panic=exit" }.Where(part => part.Length > 0));
        List<string> arguments = ["-m", shape.Memory.ToString(CultureInfo.InvariantCulture), .. shape.Options, .. more];
        if (shape.Form == ImageForm.Kernel)
        {
            arguments.AddRange(["-kernel", Image("vela.elf", append), "-append", commandLine]);
        }
        else
        {
            arguments.AddRange(["-fw_cfg", $"name=opt/vela/append,string={commandLine.Replace(",", ",,", StringComparison.Ordinal)}"]);
        }

        string[] form = shape.Form switch
        {
            ImageForm.Iso or ImageForm.IsoUnderUefi => ["-drive", $"if=ide,index=2,media=cdrom,readonly=on,format=raw,file={Image("vela.iso", append)}"],
            ImageForm.IdeDisk => ["-drive", $"if=ide,index=0,snapshot=on,format=vmdk,file={Image("vela.vmdk", append)}"],
            ImageForm.LsiDisk =>
            [
                "-device", "mptsas1068,id=lsi", "-drive", $"if=none,id=disk,snapshot=on,format=vmdk,file={Image("vela.vmdk", append)}",
                "-device", "scsi-hd,bus=lsi.0,drive=disk",
            ],
            _ => [],
        };
        arguments.AddRange(form);
        if (shape.Form == ImageForm.IsoUnderUefi)
        {
            arguments.AddRange(["-drive", "if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE.fd"]);
            arguments.AddRange(["-drive", "if=pflash,unit=1,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS.fd"]);
        }

        return new VelaMachine(shape.Name, arguments, output);
    }

    /// <summary>Starts any PVH program in the plainest machine.</summary>
    public static VelaMachine Start(string name, string kernel, Action<byte[]> output) =>
        new(name, ["-machine", "pc", "-vga", "std", "-m", "64", "-kernel", kernel], output);

    /// <summary>Waits until the machine stops by itself; kills it when it does not in time. Time in which the host gave it no processor does not count.</summary>
    public MachineEnd WaitForEnd(TimeSpan limit) => WaitForEnd(limit, Timeout.InfiniteTimeSpan, () => default);

    /// <summary>The same, but also kills a machine from which nothing was heard for too long.</summary>
    /// <param name="limit">The whole run.</param>
    /// <param name="silence">The longest time without a sign of life.</param>
    /// <param name="lastHeard">When, in <see cref="Elapsed"/>, the machine last gave one.</param>
    public MachineEnd WaitForEnd(TimeSpan limit, TimeSpan silence, Func<TimeSpan> lastHeard)
    {
        HostSchedule schedule = new(_process);
        SilenceWatch watch = new(lastHeard, () => schedule.Waited);
        while (!_process.WaitForExit(100))
        {
            if (Elapsed - schedule.Waited > limit || (silence > TimeSpan.Zero && watch.Silent(Elapsed) > silence))
            {
                Examine(schedule);
                Kill();
                return MachineEnd.TimedOut;
            }
        }

        _process.WaitForExit();
        _ = _frames.Wait(TimeSpan.FromSeconds(10));
        File.WriteAllText(Path.Combine(_directory, "qemu.log"), $"status {_process.ExitCode}\n{Log}");
        return _process.ExitCode switch
        {
            33 => MachineEnd.Orderly,
            35 => MachineEnd.Panic,
            37 => MachineEnd.FailedStart,
            0 => MachineEnd.Reset,
            _ => MachineEnd.NoMachine,
        };
    }

    /// <summary>Waits until the console holds a text. False if the machine stops or the time is up before.</summary>
    public bool WaitForConsole(string text, TimeSpan limit)
    {
        while (!Console.Contains(text, StringComparison.Ordinal))
        {
            if (Patience.IsOver(Elapsed, limit) || _process.HasExited)
            {
                return Console.Contains(text, StringComparison.Ordinal);
            }

            Thread.Sleep(20);
        }

        return true;
    }

    /// <summary>Takes a picture of the screen into the artifacts, if the machine still answers.</summary>
    public string? Photograph()
    {
        try
        {
            string path = Path.Combine(_directory, "screen.png");
            Control.SaveScreen(path);
            return path;
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    /// <summary>Keeps what can be known about a machine that fell silent: its processor, its interrupt controllers, its screen, what the host gave it.</summary>
    private void Examine(HostSchedule schedule)
    {
        StringBuilder found = new();
        found.AppendLine(CultureInfo.InvariantCulture, $"after {Elapsed.TotalSeconds:F1} s; on a processor {schedule.Ran.TotalSeconds:F1} s, ready without one {schedule.Waited.TotalSeconds:F1} s");
        try
        {
            foreach (string command in _examination)
            {
                found.AppendLine(command).AppendLine(Control.Monitor(command));
            }
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            found.AppendLine(CultureInfo.InvariantCulture, $"QEMU does not answer: {exception.Message}");
        }

        File.WriteAllText(Path.Combine(_directory, "hung.log"), found.ToString());
        _ = Photograph();
    }

    /// <summary>Removes the artifacts: the run was good.</summary>
    public void Discard()
    {
        Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    public void Dispose()
    {
        Kill();
        _control?.Dispose();
        _process.Dispose();
        if (Directory.Exists(_sockets))
        {
            Directory.Delete(_sockets, recursive: true);
        }
    }

    /// <summary>A form of the image: of the one that holds the tests, if it is to run them.</summary>
    private static string Image(string name, string append) =>
        Path.Combine(Repository.Output, append.StartsWith("selftest", StringComparison.Ordinal) ? "selftest" : "", name);

    private static string Quoted(string argument) =>
        argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_=,./:".Contains(c, StringComparison.Ordinal)) && argument.Length > 0
            ? argument
            : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static void Pump(Stream stream, Action<byte[]> output)
    {
        byte[] buffer = new byte[16384];
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            output(buffer[..count]);
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended, or has been disposed of, already.
        }

        _ = _frames.Wait(TimeSpan.FromSeconds(10));
    }
}
