using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Vela.User.Samples;

/// <summary>What a .NET program asks of the system below it: each line it prints is the same on every run.</summary>
internal static class Program
{
    private static int _left;

    private static async Task<int> Main(string[] arguments)
    {
        Console.WriteLine($"arguments: {string.Join(' ', arguments)}");
        Threads();
        await Tasks();
        Collections();
        Exceptions();
        await Files(arguments.Length > 0 ? arguments[0] : ".");
        Clocks();
        Signals();
        string? line = Console.ReadLine();
        Console.WriteLine($"read: {line ?? "nothing"}");
        Console.Error.WriteLine("an error line");
        return 42;
    }

    private static void Threads()
    {
        long sum = 0;
        Lock door = new();
        using Barrier together = new(4);
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            int number = i;
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < 1000; n++)
                {
                    lock (door)
                    {
                        sum += number;
                    }
                }

                together.SignalAndWait();
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Console.WriteLine($"threads: {sum}");
    }

    private static async Task Tasks()
    {
        Task<int>[] tasks = new Task<int>[50];
        for (int i = 0; i < tasks.Length; i++)
        {
            int number = i;
            tasks[i] = Task.Run(async () =>
            {
                await Task.Delay(number % 5);
                return number;
            });
        }

        int[] results = await Task.WhenAll(tasks);
        int sum = 0;
        foreach (int result in results)
        {
            sum += result;
        }

        ConcurrentDictionary<int, int> squares = new();
        _ = Parallel.For(0, 1000, i => squares[i] = i * i);
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(20));
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"tasks: {sum}, {squares.Count}, {squares[999]}, cancelled");
        }
    }

    private static void Collections()
    {
        List<byte[]> kept = [];
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = new byte[4096];
            bytes[17] = (byte)i;
            if (i % 100 == 0)
            {
                kept.Add(bytes);
            }
        }

        WeakReference weak = Lost();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        int sum = 0;
        foreach (byte[] bytes in kept)
        {
            sum += bytes[17];
        }

        Console.WriteLine($"collections: kept {kept.Count}, {sum}, weak {(weak.IsAlive ? "alive" : "gone")}, {(GC.CollectionCount(2) >= 2 ? "collected" : "not collected")}, finalized {Volatile.Read(ref _left)}");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Lost() => new(new Finalized());

    private static void Exceptions()
    {
        int caught = 0;
        for (int i = 0; i < 100; i++)
        {
            try
            {
                Deep(i % 10);
            }
            catch (InvalidOperationException exception) when (exception.Data.Count == 0)
            {
                caught++;
            }
            finally
            {
                caught++;
            }
        }

        string? nothing = Environment.GetEnvironmentVariable("NO_SUCH_VARIABLE");
        try
        {
            // A read through null is a page fault, which the runtime turns into an exception.
            Console.WriteLine(nothing!.Length);
        }
        catch (NullReferenceException)
        {
            caught++;
        }

        try
        {
            Console.WriteLine(1 / (nothing is null ? 0 : 1));
        }
        catch (DivideByZeroException)
        {
            caught++;
        }

        Console.WriteLine($"exceptions: {caught}");
    }

    private static void Deep(int depth)
    {
        if (depth == 0)
        {
            throw new InvalidOperationException();
        }

        Deep(depth - 1);
    }

    private static async Task Files(string directory)
    {
        string path = Path.Combine(directory, "samples.txt");
        await File.WriteAllLinesAsync(path, ["one", "two", "three"]);
        File.AppendAllText(path, "four\n");
        string[] lines = await File.ReadAllLinesAsync(path);
        using (FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite))
        {
            stream.Position = 4;
            stream.WriteByte((byte)'T');
            stream.SetLength(8);
        }

        string copy = path + ".copy";
        File.Copy(path, copy, overwrite: true);
        string text = File.ReadAllText(copy).Replace('\n', ' ');
        DirectoryInfo made = Directory.CreateDirectory(Path.Combine(directory, "samples.d"));
        File.Move(copy, Path.Combine(made.FullName, "moved"));
        int count = Directory.GetFiles(made.FullName).Length;
        made.Delete(recursive: true);
        File.Delete(path);
        Console.WriteLine($"files: {lines.Length}, {text.Trim()}, {count}, {File.Exists(path)}, {Directory.Exists(made.FullName)}");
        try
        {
            _ = File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            Console.WriteLine("files: not found is an exception");
        }
    }

    private static void Clocks()
    {
        Stopwatch watch = Stopwatch.StartNew();
        Thread.Sleep(30);
        using ManualResetEventSlim set = new();
        using Timer timer = new(_ => set.Set(), null, 30, Timeout.Infinite); // may ring a tick of a coarse clock early: 10 ms
        bool rang = set.Wait(5000);
        Console.WriteLine($"clocks: {(watch.ElapsedMilliseconds >= 40 ? "passed" : "stood")}, {rang}, {DateTime.UtcNow.Year >= 2020}, processors {(Environment.ProcessorCount > 0 ? "some" : "none")}");
    }

    private static void Signals()
    {
        using ManualResetEventSlim came = new();
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            came.Set();
        });
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine($"signals: {Kill(self.Id, 1)}, {came.Wait(5000)}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private sealed class Finalized
    {
        ~Finalized() => _ = Interlocked.Increment(ref _left);
    }
}
