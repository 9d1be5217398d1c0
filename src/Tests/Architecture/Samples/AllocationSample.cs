using System;
using System.Collections.Generic;
using System.Linq;
using Vela.Primitives;

namespace Vela.Tests.Architecture.Samples;

/// <summary>One method for each way to allocate that the gate must see, and for each thing it must not mistake for one.</summary>
public static class AllocationSample
{
    [NoAllocation]
    public static object MakesObject() => new();

    [NoAllocation]
    public static int[] MakesArray(int length) => new int[length];

    [NoAllocation]
    public static int[,] MakesMatrix(int length) => new int[length, length];

    [NoAllocation]
    public static object Boxes(int number) => number;

    [NoAllocation]
    public static object? BoxesTypeParameter<T>(T value) => value;

    [NoAllocation]
    public static string Concatenates(string first, string second) => first + second;

    [NoAllocation]
    public static string Interpolates(int number) => $"page {number}";

    [NoAllocation]
    public static string MakesText(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [NoAllocation]
    public static Func<int> Captures(int number) => () => number;

    [NoAllocation]
    public static int CallsDelegate(Func<int> step) => step();

    [NoAllocation]
    public static int UsesLinq(int[] numbers) => numbers.Count(number => number > 1);

    [NoAllocation]
    public static int EnumeratesInterface(IEnumerable<int> numbers)
    {
        int sum = 0;
        foreach (int number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    [NoAllocation]
    public static IEnumerable<int> Iterates()
    {
        yield return 1;
    }

    [NoAllocation]
    public static int CallsDeeply(int depth) => First(depth);

    [NoAllocation]
    public static int CallsVirtually(CleanBase step) => step.Do();

    [NoAllocation]
    public static int CallsInterface(ISampleStep step) => step.Do();

    [NoAllocation]
    public static int CallsConstrained<T>(T step)
        where T : struct, ISampleStep => step.Do();

    [NoAllocation]
    public static unsafe int CallsPointer(delegate*<int, string, int> step) => step(1, "");

    public static unsafe int TakesAddress() => CallsPointer(&Allocating);

    [NoAllocation]
    public static void AddsToList(List<int> list) => list.Add(1);

    [NoAllocation]
    public static ulong Adds(ulong left, ulong right) => Math.Min(left + right, ulong.MaxValue);

    [NoAllocation]
    public static int UsesSpans(ReadOnlySpan<byte> bytes)
    {
        Span<byte> copy = stackalloc byte[16];
        bytes[..Math.Min(bytes.Length, 16)].CopyTo(copy);
        int sum = 0;
        foreach (byte one in copy)
        {
            sum += one;
        }

        return sum;
    }

    [NoAllocation]
    public static PageRange MakesStruct(PageNumber start) => PageRange.Of(start, 3);

    [NoAllocation]
    public static int Throws(int number) => number > 0 ? number : throw new InvalidOperationException("not positive");

    [NoAllocation]
    public static int Panics(int number)
    {
        Panic.When(number < 0, "negative");
        return number;
    }

    [NoAllocation]
    public static bool FindsClass<T>(object candidate)
        where T : CleanBase => candidate is T { } found && found.GetType() == typeof(T);

    [NoAllocation]
    public static bool Compares(PageNumber left, PageNumber right) => left.Equals(right) && EqualityOf(left, right);

    private static bool EqualityOf<T>(T left, T right)
        where T : struct, IEquatable<T> => left.Equals(right);

    private static int Allocating(int number, string text) => new List<string> { text }.Count + number;

    private static int First(int depth) => Second(depth);

    private static int Second(int depth) => depth > 3 ? First(depth - 1) : new List<int>().Count;
}
