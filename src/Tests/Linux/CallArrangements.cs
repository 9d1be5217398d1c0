using System;
using System.Collections.Generic;

namespace Vela.Tests.Linux;

/// <summary>How each call is made in the suites of <see cref="CallRightsTests"/>: one arrangement for each kind of work that its row tells apart.</summary>
internal static class CallArrangements
{
    private const ulong Buffer = CallTrial.Buffer;
    private const ulong Everybody = 0x1ff;
    private const ulong Directory = 0x1_0000;

    /// <summary>A page of the program's that nothing else needs.</summary>
    private const ulong Spare = LinuxMachine.Room + 0x8_0000;

    private static readonly Dictionary<int, List<CallArrangement>> _all = [];

    static CallArrangements()
    {
        AddDescriptorCalls();
        AddPathCalls();
        AddProcessCalls();
        AddMakers();
    }

    public static IReadOnlyList<CallArrangement> Of(int call) => _all.TryGetValue(call, out List<CallArrangement>? found) ? found : [];

    private static void AddDescriptorCalls()
    {
        OnFile([0, 1], trial => [trial.First, Buffer, 4]);
        OnFile([17, 18], trial => [trial.First, Buffer, 4, 0]);
        OnFile([19, 20], trial => [trial.First, trial.Words(Buffer, 4), 1]);
        OnFile([295, 296, 327, 328], trial => [trial.First, trial.Words(Buffer, 4), 1, 0, 0, 0]);
        OnFile([3, 32, 74, 75, 306], trial => [trial.First]);
        OnFile([5, 138], trial => [trial.First, Buffer]);
        OnFile([8, 187], trial => [trial.First, 0, 0]);
        OnFile([16], trial => [trial.First, 0x541b, Buffer]);
        On([16], trial => trial.First = trial.Open("/console"), trial => [trial.First, 0x5414, Buffer]);
        OnFile([33, 292], trial => [trial.First, 50, 0]);
        OnFile([72], trial => [trial.First, 0, 0]);
        OnFile([72], trial => [trial.First, 3, 0]);
        OnFile([73], trial => [trial.First, 8]);
        OnFile([77], trial => [trial.First, 3]);
        OnFile([91], trial => [trial.First, Everybody]);
        OnFile([93], trial => [trial.First, 0, 0]);
        OnFile([221, 277], trial => [trial.First, 0, 0, 0]);
        OnFile([285], trial => [trial.First, 0, 0, 100]);
        OnFile([190, 193, 196, 199, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 54, 55, 288, 299, 307], trial => [trial.First, 0, 0, 0, 0, 0]);
        On([78, 217], trial => trial.First = trial.Open("/dir", Directory), trial => [trial.First, Buffer, 512]);
        On([81], trial => trial.First = trial.Open("/dir", Directory), trial => [trial.First]);
        Action<CallTrial> two = trial => (trial.First, trial.Second) = (trial.Open("/file"), trial.Open("/dir/file"));
        On([40], two, trial => [trial.First, trial.Second, 0, 4]);
        On([326], two, trial => [trial.First, 0, trial.Second, 0, 4, 0]);
        OnFile([7], trial => [trial.Words(trial.First | (1ul << 32)), 1, 0]);
        OnFile([271], trial => [trial.Words(trial.First | (1ul << 32)), 1, trial.Words(0, 0), 0, 8]);
        OnFile([23], trial => [trial.First + 1, Bits(trial), 0, 0, trial.Words(0, 0)]);
        OnFile([270], trial => [trial.First + 1, Bits(trial), 0, 0, trial.Words(0, 0), 0]);
        Action<CallTrial> pollSet = trial => (trial.First, trial.Second) = ((ulong)trial.Call(291, 0), (ulong)trial.Call(290, 0, 0));
        On([232], pollSet, trial => [trial.First, Buffer, 1, 0]);
        On([281], pollSet, trial => [trial.First, Buffer, 1, 0, 0, 8]);
        On([441], pollSet, trial => [trial.First, Buffer, 1, trial.Words(0, 0), 0, 8]);
        On([233], pollSet, trial => [trial.First, 1, trial.Second, trial.Words(1, 0)]);
        Action<CallTrial> timer = trial => trial.First = (ulong)trial.Call(283, 1, 0);
        On([286], timer, trial => [trial.First, 0, trial.Words(0, 0, 0, 0), 0]);
        On([287], timer, trial => [trial.First, Buffer]);
    }

    private static void AddPathCalls()
    {
        At(4, null, "file", (_, path) => [path, Buffer]);
        At(6, 262, "file", (_, path) => [path, Buffer, 0]);
        At(null, 332, "file", (_, path) => [path, 0, 0x7ff, Buffer]);
        foreach (ulong access in new ulong[] { 0, 4, 2, 1 })
        {
            At(21, 269, "file", (_, path) => [path, access, 0]);
            At(null, 439, "file", (_, path) => [path, access, 0]);
        }

        foreach ((string name, ulong flags) in new[] { ("file", 0ul), ("file", 1ul), ("new", 0x41ul), ("file", 0x201ul) })
        {
            At(2, 257, name, (_, path) => [path, flags, Everybody]);
            At(null, 437, name, (trial, path) => [path, trial.Words(flags, (flags & 0x40) != 0 ? Everybody : 0, 0), 24]);
        }

        At(2, 257, "console", (_, path) => [path, 2, 0]);
        At(null, 437, "console", (trial, path) => [path, trial.Words(2, 0, 0), 24]);
        At(76, null, "file", (_, path) => [path, 3]);
        On([79], _ => { }, _ => [Buffer, 100]);
        At(80, null, "dir", (_, path) => [path]);
        At(161, null, "dir", (_, path) => [path]);
        On([162], _ => { }, _ => []);
        At(137, null, "file", (_, path) => [path, Buffer]);
        At(83, 258, "new", (_, path) => [path, Everybody]);
        At(84, null, "empty", (_, path) => [path]);
        At(85, null, "new", (_, path) => [path, Everybody]);
        At(87, 263, "file", (_, path) => [path, 0]);
        At(89, 267, "link", (_, path) => [path, Buffer, 64]);
        At(90, 268, "file", (_, path) => [path, Everybody]);
        At(null, 452, "file", (_, path) => [path, Everybody, 0]);
        At(92, 260, "file", (_, path) => [path, 0, 0, 0]);
        At(94, null, "file", (_, path) => [path, 0, 0]);
        At(132, null, "file", (_, path) => [path, 0]);
        At(235, 261, "file", (_, path) => [path, 0]);
        At(null, 280, "file", (_, path) => [path, 0, 0]);
        At(133, 259, "new", (_, path) => [path, 0x81ff, 0]);
        foreach (int call in new[] { 188, 189, 191, 192, 194, 195, 197, 198 })
        {
            At(call, null, "file", (_, path) => [path, 0, 0, 0, 0]);
        }

        On([82, 86], _ => { }, trial => [trial.Text("/file"), trial.Text("/new")]);
        OnDirectory([264, 265, 316], trial => [trial.First, trial.Text("file"), trial.First, trial.Text("new"), 0]);
        On([88], _ => { }, trial => [trial.Text("file"), trial.Text("/new")]);
        OnDirectory([266], trial => [trial.Text("file"), trial.First, trial.Text("new")]);
        On([59], _ => { }, trial => [trial.Text("/program"), 0, 0]);
        On([322], trial => trial.First = trial.Open("/", Directory), trial => [trial.First, trial.Text("program"), 0, 0, 0]);
    }

    private static void AddProcessCalls()
    {
        Named([62, 200], trial => [trial.Other, 0]);
        Named([234], trial => [trial.Other, trial.Other, 0]);
        Named([129], trial => [trial.Other, 0, trial.Words(0, uint.MaxValue)]);
        Named([297], trial => [trial.Other, trial.Other, 0, trial.Words(0, uint.MaxValue)]);
        Named([121, 124, 145], trial => [trial.Other]);
        Named([274], trial => [trial.Other, Buffer, Buffer + 8]);
        Named([140], trial => [0, trial.Other]);
        Named([141], trial => [0, trial.Other, 5]);
        Named([142], trial => [trial.Other, trial.Words(0)]);
        Named([143, 148], trial => [trial.Other, Buffer]);
        Named([144], trial => [trial.Other, 0, trial.Words(0)]);
        Named([203], trial => [trial.Other, 8, trial.Words(1)]);
        Named([204], trial => [trial.Other, 8, Buffer]);
        Named([63, 99], _ => [Buffer]);
        Named([125], trial => [trial.Words(0x2008_0522 | (trial.Other << 32)), Buffer]);
        Named([170, 171], trial => [trial.Text("new"), 3]);
        Named([302], trial => [trial.Other, 7, 0, Buffer]);
        Named([302], trial => [trial.Other, 7, trial.Words(512, 512), 0]);
        Action<CallTrial> child = trial => trial.First = (ulong)trial.Call(57);
        On([61], child, _ => [ulong.MaxValue, Buffer, 1, 0]);
        On([247], child, _ => [0, 0, Buffer, 5, 0]);
        On([109], child, trial => [trial.First, 0]);
    }

    private static void AddMakers()
    {
        Named([57, 58], _ => []);
        Named([56], _ => [17, 0, 0, 0, 0]);
        Named([435], trial => [trial.Words(0, 0, 0, 0, 17, 0, 0, 0), 64]);
        Named([9], _ => [0, 4096, 3, 0x22, ulong.MaxValue, 0]);
        Named([9], _ => [Spare, 4096, 3, 0x32, ulong.MaxValue, 0]);
        OnFile([9], trial => [0, 4096, 1, 2, trial.First, 0]);
        OnFile([9], trial => [0, 4096, 3, 1, trial.First, 0]);
        OnFile([9], trial => [0, 4096, 5, 2, trial.First, 0]);
        Named([12], trial => [BreakOf(trial) + 4096]);
        On([12], trial => _ = trial.Call(12, BreakOf(trial) + 8192), trial => [BreakOf(trial) - 4096]);
        On([25], trial => trial.First = (ulong)trial.Call(9, 0, 4096, 3, 0x22, ulong.MaxValue, 0), trial => [trial.First, 4096, 8192, 1, 0]);
        Named([11, 26, 149, 150], _ => [Spare, 4096, 4]);
        Named([325], _ => [Spare, 4096, 0]);
        Named([10], _ => [Spare, 4096, 1]);
        Named([27], _ => [Spare, 4096, Buffer]);
        Named([28], _ => [Spare, 4096, 4]);
        Named([28], _ => [Spare, 4096, 3]);
        Named([151], _ => [1]);
        Named([152], _ => []);
        On([67], trial => trial.First = (ulong)trial.Call(30, (ulong)trial.Call(29, 0, 4096, 0x380), 0, 0), trial => [trial.First]);
        Named([96], _ => [Buffer, 0]);
        Named([100, 201], _ => [Buffer]);
        Named([228, 229], _ => [1, Buffer]);
        Named([35], trial => [trial.Words(0, 0), 0]);
        Named([230], trial => [1, 0, trial.Words(0, 0), 0]);
        Named([37], _ => [0]);
        Named([38], trial => [0, trial.Words(0, 0, 0, 0), 0]);
        Named([22], _ => [Buffer]);
        Named([293], _ => [Buffer, 0]);
        Named([284], _ => [0]);
        Named([290, 291], _ => [0, 0]);
        Named([213], _ => [1]);
        Named([283], _ => [1, 0]);
        Named([282, 289], trial => [ulong.MaxValue, trial.Words(0), 8, 0]);
        Named([29], _ => [0, 4096, 0x380]);
        Action<CallTrial> segment = trial => trial.First = (ulong)trial.Call(29, 0, 4096, 0x380);
        On([30], segment, trial => [trial.First, 0, 0]);
        On([31], segment, trial => [trial.First, 2, Buffer]);
        On([31], segment, trial => [trial.First, 0, 0]);
        Named([165], trial => [trial.Text("/dir"), trial.Text("/dir"), 0, 4096, 0]);
        On([166], trial => _ = trial.Call(165, trial.Text("/dir"), trial.Text("/dir"), 0, 4096, 0), trial => [trial.Text("/dir"), 0]);
        Named([319], trial => [trial.Text("memory"), 0]);
        Named([41, 53, 275, 276, 278, 334], _ => [1, 1, 0, Buffer, 0, 0]);
    }

    private static ulong BreakOf(CallTrial trial) => trial.Program.Thread.Process.Memory!.Space.Break.Value;

    private static ulong Bits(CallTrial trial) => trial.Words(trial.First < 64 ? 1ul << (int)trial.First : 0, trial.First < 64 ? 0 : 1ul << (int)(trial.First - 64));

    /// <summary>A call that goes by a path, and the one that also takes a descriptor, which it starts at.</summary>
    private static void At(int? plain, int? from, string name, Func<CallTrial, ulong, ulong[]> arguments)
    {
        if (plain is { } call)
        {
            On([call], _ => { }, trial => arguments(trial, trial.Text("/" + name)));
        }

        if (from is { } other)
        {
            OnDirectory([other], trial => [trial.First, .. arguments(trial, trial.Text(name))]);
        }
    }

    private static void Named(int[] calls, Func<CallTrial, ulong[]> arguments) => On(calls, _ => { }, arguments);

    private static void OnFile(int[] calls, Func<CallTrial, ulong[]> arguments) => On(calls, trial => trial.First = trial.Open("/file"), arguments);

    private static void OnDirectory(int[] calls, Func<CallTrial, ulong[]> arguments) => On(calls, trial => trial.First = trial.Open("/dir", Directory), arguments);

    private static void On(int[] calls, Action<CallTrial> prepare, Func<CallTrial, ulong[]> arguments)
    {
        foreach (int call in calls)
        {
            if (!_all.TryGetValue(call, out List<CallArrangement>? arrangements))
            {
                _all.Add(call, arrangements = []);
            }

            arrangements.Add(new CallArrangement(prepare, arguments));
        }
    }
}
