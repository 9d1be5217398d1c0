using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using NUnit.Framework;
using Vela.Tests.Architecture.Samples;

namespace Vela.Tests.Architecture;

/// <summary>System calls and faults try, name what they wait for, and start again; async is for long work of many steps (architecture, idea 3).</summary>
[TestFixture]
public sealed class AsyncHandlerTests
{
    private static readonly string[] HandlerVerbs = ["Handle", "Try", "Dispatch", "On", "Serve", "Fault"];

    private static readonly string[] HandlerTypes = ["Handler", "Handlers", "Fault", "SystemCall", "SystemCalls", "Dispatcher"];

    private static IEnumerable<string> AsyncHandlers(TypeDefinition type) => type.Methods
        .Where(method => method.Has("AsyncStateMachineAttribute"))
        .Where(method => HandlerVerbs.Any(verb => BeginsWithWord(method.Name, verb))
            || HandlerTypes.Any(noun => type.Name.EndsWith(noun, StringComparison.Ordinal)))
        .Select(method => method.FullName);

    private static bool BeginsWithWord(string name, string word) => name.StartsWith(word, StringComparison.Ordinal)
        && (name.Length == word.Length || !char.IsLower(name[word.Length]));

    [TestCaseSource(typeof(Room), nameof(Room.WithHandlers))]
    public void No_handler_is_async(Room room) => Assert.That(room.Module.WrittenTypes().SelectMany(AsyncHandlers), Is.Empty);

    [Test]
    public void Nothing_in_the_Linux_room_is_async() =>
        Assert.That(
            Room.All.Single(room => room.Name == "Linux").Module.WrittenTypes().SelectMany(type => type.Methods)
                .Where(method => method.Has("AsyncStateMachineAttribute")).Select(method => method.FullName),
            Is.Empty);

    [Test]
    public void The_gate_sees_async_handlers()
    {
        TypeDefinition bad = Room.Samples.GetType(typeof(AsyncSampleHandler).FullName);
        Assert.That(AsyncHandlers(bad).Count(), Is.EqualTo(2), string.Join('\n', AsyncHandlers(bad)));
        Assert.That(AsyncHandlers(Room.Samples.GetType(typeof(CleanSample).FullName)), Is.Empty);
    }
}
