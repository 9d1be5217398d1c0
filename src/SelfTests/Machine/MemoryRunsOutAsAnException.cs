using System;
using System.Collections.Generic;

namespace Vela.SelfTests;

internal sealed class MemoryRunsOutAsAnException() : SelfTest("Out of memory is an exception six times over and the kernel goes on", "C-102", "M-09")
{
    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        for (int round = 0; round < 3; round++)
        {
            int arrays = Exhaust(AddArrays);
            int nodes = Exhaust(AddNodes);
            machine.Note($"{arrays} arrays of 64 KiB, {nodes} nodes");
            Expect.AtLeast(8, arrays);
            Expect.AtLeast(10_000, nodes);
        }

        Expect.Equal("still here", string.Concat("still", " ", "here"));
    }

    /// <summary>Fills the heap until it refuses, lets go, and returns how many times it gave.</summary>
    private static int Exhaust(Action<Counter> fill)
    {
        Counter counter = new();
        _ = Expect.Throws<OutOfMemoryException>(() => fill(counter));
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true);
        return counter.Count;
    }

    private static void AddArrays(Counter counter)
    {
        List<byte[]> arrays = [];
        while (true)
        {
            arrays.Add(new byte[64 * 1024]);
            counter.Count++;
        }
    }

    private static void AddNodes(Counter counter)
    {
        Node? list = null;
        while (true)
        {
            list = new Node(list);
            counter.Count++;
        }
    }

    private sealed class Counter
    {
        public int Count { get; set; }
    }

    private sealed class Node(Node? next)
    {
        public Node? Next { get; } = next;

        public long Payload { get; } = 1;
    }
}
