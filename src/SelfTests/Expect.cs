using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Vela.SelfTests;

/// <summary>States what must hold in a test; a failure names the expression and the values.</summary>
public static class Expect
{
    public static void That([DoesNotReturnIf(false)] bool holds, [CallerArgumentExpression(nameof(holds))] string expression = "")
    {
        if (!holds)
        {
            throw new SelfTestFailedException($"does not hold: {expression}");
        }
    }

    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string expression = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new SelfTestFailedException($"{expression} is {actual}, not {expected}");
        }
    }

    public static void AtLeast<T>(T least, T actual, [CallerArgumentExpression(nameof(actual))] string expression = "")
        where T : IComparable<T>
    {
        if (actual.CompareTo(least) < 0)
        {
            throw new SelfTestFailedException($"{expression} is {actual}, less than {least}");
        }
    }

    public static void AtMost<T>(T most, T actual, [CallerArgumentExpression(nameof(actual))] string expression = "")
        where T : IComparable<T>
    {
        if (actual.CompareTo(most) > 0)
        {
            throw new SelfTestFailedException($"{expression} is {actual}, more than {most}");
        }
    }

    /// <summary>The exception that the action throws, which must be of this very type.</summary>
    public static T Throws<T>(Action action, [CallerArgumentExpression(nameof(action))] string expression = "")
        where T : Exception
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception.GetType() == typeof(T))
        {
            return (T)exception;
        }
        catch (Exception exception)
        {
            throw new SelfTestFailedException($"{expression} threw {exception.GetType()}, not {typeof(T)}: {exception.Message}");
        }

        throw new SelfTestFailedException($"{expression} threw nothing, not {typeof(T)}");
    }
}
