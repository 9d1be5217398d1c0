using System;
using System.Text;

namespace Vela.Kernel;

/// <summary>An exception that nobody caught, or a broken invariant: says type, message and managed stack, then panics.</summary>
internal static class ManagedPanic
{
    public static void Stop(Exception exception)
    {
        string message = $"{exception.GetType().FullName}: {exception.Message}\n{exception.StackTrace}";
        Boot.Stop.Panic(Encoding.UTF8.GetBytes(message));
    }
}
