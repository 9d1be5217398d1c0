using System.Threading.Tasks;

namespace Vela.Tests.Architecture.Samples;

/// <summary>Handlers that await.</summary>
public static class AsyncSampleHandler
{
    public static async Task HandleFaultAsync() => await Task.Yield();

    public static async ValueTask Read() => await Task.Yield();

    public static Task NotAsync() => Task.CompletedTask;
}
