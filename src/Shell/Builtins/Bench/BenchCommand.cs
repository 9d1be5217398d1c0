using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>bench: what the kernel's operations cost on this machine, by its own clock.</summary>
public sealed class BenchCommand(ShellAuthority authority) : Builtin
{
    private const string Scratch = "/tmp/.bench";
    private const int NameWidth = 10;
    private const int NumberWidth = 12;
    private static readonly TimeSpan _batch = TimeSpan.FromMilliseconds(2);

    public override string Name => "bench";

    public override CommandManual Manual => new(
        HelpGroup.Kernel,
        "bench [-l] [-t MILLISECONDS] [OPERATION...]",
        "Repeats operations of the kernel and shows what one takes: all, or those named.",
        "bench -t 1000 fault cow",
        """
        -l  lists the operations and runs none
        -t  for how long each is repeated (300)
        Operations go in batches between which others run, and Ctrl-C ends it. 'mean' is over all batches, 'least' is the quickest batch: the
        difference is interrupts, a busy host, a collection. Operations on files need a
        /tmp; those on memory and capabilities, the authority over the whole machine. What a program sees is measured by build/bench.

        """);

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "lt:") is not { } options)
        {
            return 2;
        }

        if (!options.TryNumber('t', 300, out long milliseconds) || milliseconds is < 1 or > 3_600_000)
        {
            return context.Misuse("for how long?");
        }

        List<Measurement> all = [];
        new KernelMeasurements(authority).AddTo(all);
        using MemoryMeasurements? memory = authority.Machine is { } machine
            && MemoryMeasurements.Create(machine.Memory, machine.Account).Ok(out MemoryMeasurements? made, out _) ? made : null;
        memory?.AddTo(all);
        FileMeasurements? files = authority.Files is null ? null : new FileMeasurements(authority.Files, Scratch);
        files?.AddTo(all);
        if (Chosen(context, all, options.Operands) is not { } chosen)
        {
            return 2;
        }

        if (options.Has('l'))
        {
            foreach (Measurement measurement in chosen)
            {
                context.Output.WriteLine(measurement.Name.PadRight(NameWidth) + measurement.What);
            }

            return 0;
        }

        try
        {
            return await RunAll(context, chosen, files, TimeSpan.FromMilliseconds(milliseconds));
        }
        finally
        {
            await (files?.End() ?? KernelTask.Completed);
        }
    }

    private static List<Measurement>? Chosen(CommandContext context, List<Measurement> all, List<string> names)
    {
        List<Measurement> chosen = [];
        foreach (string name in names)
        {
            if (all.Find(measurement => measurement.Name == name) is not { } measurement)
            {
                _ = context.Misuse("unknown operation '" + name + "'");
                return null;
            }

            chosen.Add(measurement);
        }

        return chosen.Count > 0 ? chosen : all;
    }

    private async KernelTask<int> RunAll(CommandContext context, List<Measurement> chosen, FileMeasurements? files, TimeSpan duration)
    {
        int status = 0;
        _ = files is null ? Errno.None : await files.Begin(); // those that need the file say so
        context.Output.WriteLine("OPERATION".PadRight(NameWidth) + "TIMES".PadLeft(NumberWidth) + "MEAN ns".PadLeft(NumberWidth) + "LEAST ns".PadLeft(NumberWidth) + "  WHAT");
        foreach (Measurement measurement in chosen)
        {
            await context.Output.Flush();
            Timing timing = new();
            Errno error = await Measure(context, measurement, timing, duration);
            if (error != Errno.None)
            {
                status = context.Fail(measurement.Name, error);
                continue;
            }

            context.Output.WriteLine(
                measurement.Name.PadRight(NameWidth) + timing.Count.ToString(CultureInfo.InvariantCulture).PadLeft(NumberWidth)
                + Text(timing.Mean) + Text(timing.Least) + "  " + measurement.What);
        }

        return status;
    }

    private async KernelTask<Errno> Measure(CommandContext context, Measurement measurement, Timing timing, TimeSpan duration)
    {
        TimeSpan end = authority.Clock.Uptime + duration;
        Progress progress = new(context, authority.Clock, measurement.Name, ProgressUnit.Operations) { Duration = duration };
        int count = 1;
        try
        {
            do
            {
                Errno error = await measurement.Prepare();
                TimeSpan start = authority.Clock.Uptime;
                error = error == Errno.None ? await measurement.Run(count) : error;
                TimeSpan taken = authority.Clock.Uptime - start;
                if (error != Errno.None)
                {
                    return error;
                }

                timing.Add(count, taken);
                await progress.Advance(count);
                count = taken < _batch ? Math.Min(count * 2, measurement.MostAtOnce) : count;
                await context.Breathe();
            }
            while (authority.Clock.Uptime < end);
            return Errno.None;
        }
        finally
        {
            await progress.Finish();
        }
    }

    private static string Text(double nanoseconds) =>
        nanoseconds.ToString(nanoseconds < 100 ? "0.0" : "0", CultureInfo.InvariantCulture).PadLeft(NumberWidth);
}
