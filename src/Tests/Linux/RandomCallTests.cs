using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Random system calls, most of them hostile: none breaks the kernel's code, and what they made goes with the process.</summary>
/// <remarks>src/User/Fuzzer does the same in ring 3; here a failure comes with its stack, and the same again from its seed.</remarks>
[TestFixture]
public sealed class RandomCallTests
{
    private const ulong Room = LinuxMachine.Room;
    private const int Paths = 0x8000;

    private static readonly string[] _paths = ["/a", "/b", "/d", "/d/e", "/link", "a", ".", "..", "", "/no/such", "/d/../a/", "/link/x", "/fifo", new string('x', 255), new string('y', 256)];

    private static readonly ulong[] _edges =
    [
        0, 1, 2, 3, 7, 8, 16, 31, 63, 64, 127, 128, 255, 256, 512, 1023, 1024, 4095, 4096, 4097, 65535, 65536, 1 << 20, int.MaxValue, 0x8000_0000, uint.MaxValue,
        0x1_0000_0000, 0x7f7f_ffff_f000, 0x7fff_ffff_ffff, 0x8000_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, ulong.MaxValue, ulong.MaxValue - 1,
        unchecked((ulong)-100), unchecked((ulong)-4096), 0x7fff_ffff_ffff_f000, 999_999_999, 1_000_000_000,
    ];

    /// <summary>exit and exit_group, which end it in any case.</summary>
    private static readonly ulong[] _ends = [60, 231];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void No_call_breaks_the_kernel(int seed)
    {
        Random random = new(seed);
        using LinuxMachine machine = new();
        Reach(machine, random, 200); // what is made once and stays
        ulong free = machine.Files.Frames.FreeCount;
        uint records = machine.Capabilities.RecordCount;
        Reach(machine, random, 6000);
        Assert.That(machine.Capabilities.RecordCount, Is.EqualTo(records), "capability records come back");
        Assert.That(machine.Container.Processes, Is.Empty);
        TestContext.Out.WriteLine($"{(long)free - (long)machine.Files.Frames.FreeCount} frames hold what the calls left in files");
    }

    private static void Reach(LinuxMachine machine, Random random, int calls)
    {
        SimulatedProgram? program = null;
        string last = "";
        try
        {
            for (int i = 0; i < calls; i++)
            {
                if (program is not null && (!program.IsIdle || program.Thread.Process.State != ProcessState.Alive || program.Thread.Process.Memory is null || random.Next(200) == 0))
                {
                    EndAll(machine);
                    program = null;
                }

                program ??= Begin(machine);
                if (random.Next(3) == 0)
                {
                    Scribble(program, random);
                }

                ulong number = random.Next(40) == 0 ? Number(random) : (ulong)random.Next(460);
                if (Array.IndexOf(_ends, number) >= 0)
                {
                    continue;
                }

                ulong[] arguments = [.. Enumerable.Range(0, 6).Select(_ => Argument(random))];
                last = $"call {number}({string.Join(", ", arguments.Select(argument => $"0x{argument:x}"))})";
                machine.Begin(program, number, arguments);
                if (!program.IsIdle)
                {
                    machine.Pass(10_000_000_000);
                }
            }
        }
        catch (Exception exception)
        {
            throw new AssertionException(last, exception);
        }

        EndAll(machine);
    }

    private static SimulatedProgram Begin(LinuxMachine machine)
    {
        SimulatedProgram program = machine.Launch();
        for (int i = 0; i < _paths.Length; i++)
        {
            _ = LinuxMachine.PokeText(program, _paths[i], Room + Paths + (ulong)(i * 512));
        }

        _ = machine.Call(program, 83, Room + Paths + 1024, 0x1ff);
        _ = machine.Call(program, 2, Room + Paths, 0x842, 0x1a4);
        _ = machine.Call(program, 2, Room + Paths + 1024, 0x800);
        _ = machine.Call(program, 22, Room);
        return program;
    }

    private static void EndAll(LinuxMachine machine)
    {
        for (int i = 0; i < 100 && machine.Container.Processes.Count != 0; i++)
        {
            foreach (Process process in machine.Container.Processes.ToArray())
            {
                process.ExitWithCode(0);
            }

            machine.Run();
        }
    }

    private static void Scribble(SimulatedProgram program, Random random)
    {
        ulong at = Room + (ulong)random.Next(0x6000);
        ulong[] words = [.. Enumerable.Range(0, 8).Select(_ => random.Next(3) == 0 ? (ulong)random.Next(16) : Argument(random))];
        List<byte> bytes = [];
        foreach (ulong word in words)
        {
            bytes.AddRange(BitConverter.GetBytes(word));
        }

        Vela.Memory.Progress progress = default;
        _ = program.Thread.Process.Memory!.Space.TryCopyOut(new Vela.Primitives.VirtualAddress(at & ~7ul), bytes.ToArray(), ref progress);
    }

    private static ulong Argument(Random random) => random.Next(10) switch
    {
        0 or 1 => (ulong)random.Next(12),
        2 or 3 or 4 => Room + (ulong)(random.Next(0x6000) & ~7),
        5 => Room + Paths + (ulong)(random.Next(_paths.Length) * 512),
        6 => Room + LinuxMachine.RoomBytes - (ulong)random.Next(32),
        _ => Number(random),
    };

    private static ulong Number(Random random) => random.Next(5) switch
    {
        0 or 1 => _edges[random.Next(_edges.Length)],
        2 => 1ul << random.Next(64),
        3 => (ulong)random.NextInt64() >> random.Next(63),
        _ => (1ul << random.Next(32)) | (1ul << random.Next(32)) | (uint)random.Next(4),
    };
}
