using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Vela.Tests.Build;

namespace Vela.Tests.Boot;

/// <summary>A machine whose serial console the test types at and reads, as a person at a terminal does.</summary>
/// <remarks>Owns: the QEMU process, which is killed at the latest when this is disposed; everything it has shown.</remarks>
internal sealed partial class ConsoleMachine : IDisposable
{
    /// <summary>What the shell's prompt ends with, in the root.</summary>
    public const string Prompt = "vela:/$ ";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly string _sockets = Directory.CreateTempSubdirectory("vela-qmp-").FullName;
    private readonly Task _reader;
    private QmpConnection? _control;
    private int _seen;

    /// <summary>Boots the image.</summary>
    /// <param name="shape">The machine.</param>
    /// <param name="tree">The directory that is at its root.</param>
    /// <param name="disk">The image of a disk, written in place.</param>
    public ConsoleMachine(MachineShape shape, string? tree = null, string? disk = null)
    {
        List<string> arguments =
        [
            "-accel", "tcg", "-cpu", "max", "-nodefaults", "-display", "none", "-no-reboot",
            "-m", "256", .. shape.Options,
            "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
            "-qmp", $"unix:{ControlPath},server=on,wait=off",
        ];
        if (shape.Form == ImageForm.IsoUnderUefi)
        {
            arguments.AddRange(["-drive", $"if=ide,index=2,media=cdrom,readonly=on,format=raw,file={Repository.PathOf("out/vela.iso")}"]);
            arguments.AddRange(["-drive", "if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE.fd"]);
            arguments.AddRange(["-drive", "if=pflash,unit=1,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS.fd"]);
        }
        else
        {
            arguments.AddRange(["-kernel", Repository.PathOf("out/vela.elf")]);
        }

        if (tree is not null)
        {
            string archive = Path.Combine(_sockets, "files.cpio");
            _ = Tool.Read("dotnet", Repository.PathOf("out/tool/Vela.Build.dll"), "cpio", tree, archive);
            arguments.AddRange(["-initrd", archive]);
        }

        if (disk is not null)
        {
            arguments.AddRange(["-drive", $"if=ide,index=0,format=raw,file={disk}"]);
        }

        _process = Process.Start(new ProcessStartInfo("qemu-system-x86_64", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        })!;
        _reader = Task.Run(Listen);
    }

    /// <summary>All that was shown, without what only moves the cursor or colours.</summary>
    public string Shown
    {
        get
        {
            lock (_shown)
            {
                return Sequences().Replace(_shown.ToString(), "").Replace("\r", "", StringComparison.Ordinal);
            }
        }
    }

    public QmpConnection Control => _control ??= QmpConnection.Open(ControlPath, TimeSpan.FromSeconds(10));

    private string ControlPath => Path.Combine(_sockets, "qmp");

    public void Type(string keys)
    {
        _process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(keys));
        _process.StandardInput.BaseStream.Flush();
    }

    /// <summary>Waits until a text is shown that was not there at the last call; fails when it takes too long. What comes before it counts as seen.</summary>
    /// <returns>What was passed over, with the text itself.</returns>
    public string Expect(string text)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            string shown = Shown;
            int found = shown.IndexOf(text, Math.Min(_seen, shown.Length), StringComparison.Ordinal);
            if (found >= 0)
            {
                string passed = shown[_seen..(found + text.Length)];
                _seen = found + text.Length;
                return passed;
            }

            Assert.That(Patience.IsOver(watch.Elapsed, _patience), Is.False, $"never shown: {text}\nshown since: {shown[Math.Min(_seen, shown.Length)..]}");
            Assert.That(_process.HasExited, Is.False, $"the machine has ended\n{shown}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Types a line, and waits for the prompt after it.</summary>
    /// <returns>What was shown, without the prompt.</returns>
    public string Run(string line)
    {
        Type(line + "\r");
        _ = Expect("\n"); // of the line itself, as it was typed
        return Expect(Prompt)[..^Prompt.Length];
    }

    /// <summary>Waits until the machine is off.</summary>
    public void AwaitEnd() => Assert.That(Patience.WaitForExit(_process, _patience), Is.True, Shown);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _ = _reader.Wait(TimeSpan.FromSeconds(10));
        _control?.Dispose();
        _process.Dispose();
        Directory.Delete(_sockets, recursive: true);
    }

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()][0-9A-B]|[78=>DEHM])")]
    private static partial Regex Sequences();

    private void Listen()
    {
        byte[] buffer = new byte[16384];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] text = new char[buffer.Length];
        Stream stream = _process.StandardOutput.BaseStream;
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            int characters = decoder.GetChars(buffer, 0, count, text, 0);
            lock (_shown)
            {
                _ = _shown.Append(text, 0, characters);
            }
        }
    }
}
