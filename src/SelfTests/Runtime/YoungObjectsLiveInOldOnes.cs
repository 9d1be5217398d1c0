using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Vela.SelfTests;

/// <summary>Each way to store a reference tells the collector of it: a young object that only an old one refers to survives.</summary>
internal sealed class YoungObjectsLiveInOldOnes() : SelfTest("A young object that only an old one refers to survives a collection of the young", "S-01")
{
    private const int Count = 2_000;

    public override void Run(ISelfTestMachine machine)
    {
        Holder[] old = new Holder[Count];
        for (int i = 0; i < Count; i++)
        {
            old[i] = new Holder();
        }

        object?[] array = new object?[Count];
        GC.Collect();
        GC.Collect();
        Expect.Equal(GC.MaxGeneration, GC.GetGeneration(old[Count - 1]));
        for (int i = 0; i < Count; i++)
        {
            Fill(old[i], array, i);
        }

        for (int generation = 0; generation < GC.MaxGeneration; generation++)
        {
            GC.Collect(generation);
            Litter();
        }

        for (int i = 0; i < Count; i++)
        {
            Expect.Equal(i, ((Number)old[i].Assigned!).Value);
            Expect.Equal(i, ((Number)old[i].ByReference!).Value);
            Expect.Equal(i, ((Number)old[i].Exchanged!).Value);
            Expect.Equal(i, ((Number)old[i].Compared!).Value);
            Expect.Equal(i, ((Number)old[i].Copied.First!).Value);
            Expect.Equal(i, ((Number)old[i].Copied.Second!).Value);
            Expect.Equal(i, ((Number)array[i]!).Value);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(Holder holder, object?[] array, int value)
    {
        holder.Assigned = new Number(value);
        Store(ref holder.ByReference, new Number(value));
        _ = Interlocked.Exchange(ref holder.Exchanged, new Number(value));
        _ = Interlocked.CompareExchange(ref holder.Compared, new Number(value), null);
        Pair pair = new() { First = new Number(value), Second = new Number(value) };
        Copy(ref holder.Copied, in pair);
        array[value] = new Number(value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Store(ref object? place, object value) => place = value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Copy(ref Pair to, in Pair from) => to = from;

    /// <summary>What was freed is written over.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Litter()
    {
        for (int i = 0; i < Count; i++)
        {
            _ = new Number(-1);
        }
    }

    private struct Pair
    {
        public object? First;
        public object? Second;
    }

    private sealed class Holder
    {
        public object? Assigned;
        public object? ByReference;
        public object? Exchanged;
        public object? Compared;
        public Pair Copied;
    }

    private sealed class Number(int value)
    {
        public int Value { get; } = value;
    }
}
