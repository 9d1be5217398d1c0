using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Vela.SelfTests;

/// <remarks>What the executive does between two entries into ring 3 is done here: it lets the runtime's threads run.</remarks>
internal sealed class EndlessProgramStopsNothing() : SelfTest("A program in an endless loop stops neither timers nor finalizers nor the thread pool", "C-101")
{
    private const int Ticks = 5;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        using UserMachine user = new();
        user.Load(new UserProgram().Raw(0xeb, 0xfe)); // itself: jmp itself
        int ticks = 0;
        int[] finalized = [0];
        MakeGarbage(finalized);
        using Timer timer = new(_ => Interlocked.Increment(ref ticks), null, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5));
        Task<int> pooled = Task.Run(() => 42);
        Task collected = Task.Run(GC.Collect);
        Stopwatch time = Stopwatch.StartNew();
        user.RunWhile(() => time.Elapsed < _limit
            && (Volatile.Read(ref ticks) < Ticks || !pooled.IsCompleted || !collected.IsCompleted || Volatile.Read(ref finalized[0]) == 0));
        machine.Note($"{user.Interruptions} interrupts of the program in {time.ElapsedMilliseconds} ms");
        Expect.AtLeast(Ticks, ticks);
        Expect.Equal(42, pooled.Result);
        Expect.Equal(1, finalized[0]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeGarbage(int[] count) => _ = new Finalized(count);

    private sealed class Finalized(int[] count)
    {
        ~Finalized() => count[0]++;
    }
}
