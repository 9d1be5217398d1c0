using System;
using System.Runtime.CompilerServices;

namespace Vela.SelfTests;

internal sealed class WeakReferencesLetGo() : SelfTest("A weak reference lets go of what nothing else holds")
{
    public override void Run(ISelfTestMachine machine)
    {
        object held = new();
        WeakReference<object> alive = new(held);
        WeakReference<object> dead = Forgotten();
        ConditionalWeakTable<object, string> table = [];
        table.Add(held, "kept");
        GC.Collect();
        Expect.That(alive.TryGetTarget(out object? target) && ReferenceEquals(target, held));
        Expect.That(!dead.TryGetTarget(out _));
        Expect.That(table.TryGetValue(held, out string? text) && text == "kept");
        GC.KeepAlive(held);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<object> Forgotten() => new(new object());
}
