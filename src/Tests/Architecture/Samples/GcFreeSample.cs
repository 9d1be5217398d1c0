using System;
using System.Runtime.InteropServices;

namespace Vela.Tests.Architecture.Samples;

/// <summary>What code without a runtime must not do, one sin a method.</summary>
internal static class GcFreeSample
{
    private static readonly object _shared = new();
    private static int _plain;

    public static int MakesObject() => new object().GetHashCode();

    public static int UsesText() => "text".Length;

    public static int ThrowsBelow(int number) => Below(number);

    public static bool UsesReferenceStatic() => ReferenceEquals(_shared, null);

    public static int UsesConstructedStatic() => ++_plain;

    public static int CallsNative() => Native();

    public static string? CallsVirtually(object thing) => thing.ToString();

    public static int Adds(int left, int right) => left + right;

    private static int Below(int number) => number < 0 ? throw new ArgumentOutOfRangeException(nameof(number)) : number;

    [DllImport("nowhere")]
#pragma warning disable SYSLIB1054, CA5392 // the sample is the old form on purpose
    private static extern int Native();
#pragma warning restore SYSLIB1054, CA5392
}
