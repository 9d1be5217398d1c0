using Vela.Capabilities;

namespace Vela.Tests.Architecture.Samples;

/// <summary>A bad example: hands objects out by their numbers, and asks nobody.</summary>
public static class OpenSourceSample
{
    public static Quota? Find(int number) => number == 0 ? null : default;

    public static bool Use(int number) => Find(number) is not null;
}
