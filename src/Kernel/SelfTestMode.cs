using System;
using System.Diagnostics.CodeAnalysis;
using Vela.Boot;
using Vela.SelfTests;

namespace Vela.Kernel;

/// <summary>Runs the image's own tests in place of the shell, reports them over COM2 and ends the machine (docs/boot-tests.md).</summary>
internal sealed class SelfTestMode : ISelfTestMachine, IFrameSink
{
    private const string OptionName = "selftest";

    private readonly BootOptions _options;
    private readonly SerialLine _line = new(SerialStream.Com2, ringBytes: 16);
    private readonly FrameWriter _frames;

    private SelfTestMode(BootOptions options)
    {
        _options = options;
        _frames = new FrameWriter(this);
    }

    public long Nanoseconds => (long)Clock.Now;

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsWanted(BootOptions options) => options.TryGet(OptionName, out _);

    [DoesNotReturn]
    public static void Run(BootOptions options)
    {
        SelfTestMode mode = new(options);
        int failed = new SelfTestRunner(mode._frames, mode).Run(SelfTestRunner.Select(SelfTestCatalogue.All(), mode.Option(OptionName) ?? ""));
        KernelLog.Write(LogLevel.Information, $"selftest: {failed} failed");
        Power.Exit(PowerOutcome.Orderly);
    }

    public string? Option(string name) => _options.TryGet(name, out string? value) ? value : null;

    public void Note(string text) => _frames.Note(text);

    public void Write(ReadOnlySpan<byte> bytes) => _line.Write(bytes);
}
