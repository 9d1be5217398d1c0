using System;
using System.Collections.Generic;

namespace Vela.Tests.Architecture.Samples;

/// <summary>Four ways to keep state where nobody handed it in.</summary>
public static class MutableStaticSample
{
    public static readonly int[] Shared = [1];

    private static readonly List<int> Log = [];

    [ThreadStatic]
    private static int _perThread;

    public static int Count { get; private set; }

    public static void Add(int number)
    {
        Log.Add(number);
        _perThread++;
        Count = _perThread;
    }
}
