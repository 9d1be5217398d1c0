using System;
using System.Collections.Generic;
using System.Threading;
using Vela.Boot;
using Vela.Hal;
using Vela.SelfTests;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Runs the image's own tests when the command line says selftest, on a thread of their own, and powers off.</summary>
/// <remarks>The executive goes on meanwhile, so that a test which waits for it does not wait for itself.</remarks>
internal sealed class SelfTestMachine : ISelfTestMachine, IFrameSink
{
    private readonly SerialLine _line = new(SerialStream.Com4, 1024);
    private readonly IBootOptions _options;
    private readonly Queue<Action> _steps = new();
    private readonly FrameWriter _frames;

    private readonly Disks _disks;

    private SelfTestMachine(IBootOptions options, Disks disks)
    {
        _options = options;
        _disks = disks;
        _frames = new FrameWriter(this);
    }

    public long Nanoseconds => (long)Clock.Now;

    /// <summary>The coarse clock here is the exact one; the runtime rounds it down to whole milliseconds, twice.</summary>
    public double CoarseTick => 2;

    /// <summary>Starts the tests; they end the machine.</summary>
    public static void Start(IExecutive executive, IBootOptions options, Disks disks, string selection)
    {
        SelfTestMachine machine = new(options, disks);
        ExecutiveWaits.Detach(machine.ServeSteps(executive));
        new Thread(() => machine.RunAll(selection)) { Name = "selftest", IsBackground = true }.Start();
    }

    public string? Option(string name) => _options.TryGet(name, out string? value) ? value : null;

    public IReadOnlyList<IBlockDevice> WaitForDisks()
    {
        while (!_disks.IsComplete)
        {
            Thread.Sleep(1);
        }

        return _disks.Devices;
    }

    public void Note(string text) => _frames.Note(text);

    public void RunOnExecutive(Action step)
    {
        using ManualResetEvent done = new(false);
        lock (_steps)
        {
            _steps.Enqueue(() =>
            {
                step();
                _ = done.Set();
            });
        }

        Interrupts.WakeExecutive();
        _ = done.WaitOne();
    }

    public void Write(ReadOnlySpan<byte> bytes) => _line.Write(bytes);

    private void RunAll(string selection)
    {
        try
        {
            _ = new SelfTestRunner(_frames, this).Run(Select(selection));
        }
        catch (Exception exception)
        {
            ManagedPanic.Stop(exception);
        }

        Power.Exit(PowerOutcome.Orderly);
    }

    private static IReadOnlyList<SelfTest> Select(string selection) => selection.Length == 0
        ? SelfTestCatalogue.All()
        : SelfTestRunner.Select([.. SelfTestCatalogue.All(), .. SelfTestCatalogue.OnRequest(), .. SelfTestCatalogue.Last()], selection);

    private async KernelTask ServeSteps(IExecutive executive)
    {
        while (true)
        {
            Action? step = null;
            lock (_steps)
            {
                _ = _steps.TryDequeue(out step);
            }

            if (step is not null)
            {
                step();
            }

            await executive.Delay(TimeSpan.FromMilliseconds(1));
        }
    }
}
