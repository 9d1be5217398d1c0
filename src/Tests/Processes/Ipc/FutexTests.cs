using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>Who is woken on which futex, and when (futex(2), C-99).</summary>
[TestFixture]
public sealed class FutexTests
{
    private IpcMachine _machine = null!;
    private AddressSpace _space = null!;
    private VmObject _pages = null!;

    [SetUp]
    public void Start()
    {
        _machine = new IpcMachine();
        _space = _machine.CreateSpace(0x100, 1);
        _pages = _machine.Files.Memory.CreateShared(1, _machine.Files.Account);
    }

    [TearDown]
    public void Stop()
    {
        _pages.Release();
        _machine.Destroy(_space);
        _machine.Dispose();
    }

    [Test]
    public void Those_who_waited_longest_are_woken_first()
    {
        Futexes futexes = new();
        NotingFutexWaiter[] waiters = [new(), new(), new()];
        Array.ForEach(waiters, each => futexes.Wait(each, Key(0), Futexes.AnyBits));
        Assert.That(futexes.Wake(Key(4), 9, Futexes.AnyBits), Is.Zero);
        Assert.That(futexes.Wake(Key(0), 0, Futexes.AnyBits), Is.Zero);
        Assert.That(futexes.Wake(Key(0), 2, Futexes.AnyBits), Is.EqualTo(2));
        Assert.That(waiters.Select(each => each.Wakes), Is.EqualTo(new[] { 1, 1, 0 }));
        Assert.That(waiters[0].TakeWake());
        Assert.That(waiters[0].TakeWake(), Is.False);
        Assert.That(waiters[2].TakeWake(), Is.False);
        futexes.Cancel(waiters[2]);
        Assert.That((futexes.WaiterCount, futexes.Wake(Key(0), 9, Futexes.AnyBits)), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_wake_that_came_before_the_cancellation_is_kept()
    {
        Futexes futexes = new();
        NotingFutexWaiter waiter = new();
        futexes.Wait(waiter, Key(0), Futexes.AnyBits);
        Assert.That(futexes.Wake(Key(0), 1, Futexes.AnyBits), Is.EqualTo(1));
        futexes.Cancel(waiter);
        Assert.That(waiter.TakeWake(), "or the wake would be lost for all");
    }

    [Test]
    public void Bits_say_which_wakes_are_whose()
    {
        Futexes futexes = new();
        NotingFutexWaiter reader = new();
        NotingFutexWaiter writer = new();
        futexes.Wait(reader, Key(0), 1);
        futexes.Wait(writer, Key(0), 2);
        Assert.That(futexes.Wake(Key(0), 9, 2), Is.EqualTo(1));
        Assert.That((reader.TakeWake(), writer.TakeWake()), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_shared_futex_is_one_of_the_pages_and_a_private_one_of_the_space()
    {
        FutexKey shared = FutexKey.Shared(_pages, 8);
        Assert.That(shared, Is.EqualTo(FutexKey.Shared(_pages, 8)));
        Assert.That(shared, Is.Not.EqualTo(FutexKey.Private(_space, new VirtualAddress(8))));
        Assert.That(shared.GetHashCode(), Is.EqualTo(FutexKey.Shared(_pages, 8).GetHashCode()));
    }

    [TestCase(0u, 0, 5u, 5u)]
    [TestCase(1u, -1, 5u, 4u)]
    [TestCase(2u, 8, 5u, 13u)]
    [TestCase(3u, 4, 5u, 1u)]
    [TestCase(4u, 7, 5u, 2u)]
    [TestCase(8u, 31, 5u, 0x8000_0000u)]
    public void An_operation_changes_the_word_as_the_man_page_says(uint operation, int operand, uint old, uint expected)
    {
        uint argument = operation == 0 ? 5 : unchecked((uint)operand) & 0xfff;
        FutexOperation decoded = FutexOperation.Decode((operation << 28) | (argument << 12)).Expect("it is one");
        Assert.That(decoded.Apply(old), Is.EqualTo(expected));
    }

    [TestCase(0u, 5u, 5, true)]
    [TestCase(1u, 5u, 5, false)]
    [TestCase(2u, 0xffff_ffffu, 0, true)]
    [TestCase(3u, 5u, 4, false)]
    [TestCase(4u, 5u, -1, true)]
    [TestCase(5u, 5u, 5, true)]
    public void An_operation_compares_with_the_sign(uint comparison, uint old, int comparand, bool expected)
    {
        FutexOperation decoded = FutexOperation.Decode((comparison << 24) | (unchecked((uint)comparand) & 0xfff)).Expect("it is one");
        Assert.That(decoded.Holds(old), Is.EqualTo(expected));
    }

    [Test]
    public void An_operation_that_does_not_exist_is_refused()
    {
        Assert.That(FutexOperation.Decode(5u << 28).Error, Is.EqualTo(Errno.NotImplemented));
        Assert.That(FutexOperation.Decode(6u << 24).Error, Is.EqualTo(Errno.NotImplemented));
    }

    [Test]
    public void Any_history_wakes_whom_the_model_wakes() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Play)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private void Play(int seed)
    {
        Random random = new(seed);
        Futexes futexes = new(queueBits: random.Next(3)); // so few that keys meet in them
        NotingFutexWaiter[] waiters = [.. Enumerable.Range(0, 12).Select(_ => new NotingFutexWaiter())];
        List<(int Who, ulong Word, uint Bits)> model = [];
        for (int step = 0; step < 200; step++)
        {
            string say = $"seed {seed}, step {step}";
            int who = random.Next(waiters.Length);
            ulong word = (ulong)random.Next(3) * 4;
            ulong other = (ulong)random.Next(3) * 4;
            int most = random.Next(-1, 5);
            uint bits = (uint)random.Next(1, 8);
            switch (random.Next(5))
            {
                case 0 or 1 when waiters[who].State == FutexWaiterState.Idle:
                    futexes.Wait(waiters[who], Key(word), bits);
                    model.Add((who, word, bits));
                    break;
                case 2:
                    List<int> chosen = [.. model.Where(each => each.Word == word && (each.Bits & bits) != 0).Take(Math.Max(most, 0)).Select(each => each.Who)];
                    Assert.That(futexes.Wake(Key(word), most, bits), Is.EqualTo(chosen.Count), say);
                    model.RemoveAll(each => chosen.Contains(each.Who));
                    break;
                case 3:
                    List<int> woken = [.. model.Where(each => each.Word == word).Take(Math.Max(most, 0)).Select(each => each.Who)];
                    model.RemoveAll(each => woken.Contains(each.Who));
                    List<(int Who, ulong Word, uint Bits)> toMove = [.. model.Where(each => each.Word == word).Take(2)];
                    model.RemoveAll(toMove.Contains);
                    model.AddRange(toMove.Select(each => (each.Who, other, each.Bits)));
                    Assert.That(futexes.Requeue(Key(word), Key(other), most, 2, out int moved), Is.EqualTo(woken.Count), say);
                    Assert.That(moved, Is.EqualTo(toMove.Count), say);
                    break;
                case 4:
                    futexes.Cancel(waiters[who]);
                    model.RemoveAll(each => each.Who == who);
                    break;
                default:
                    _ = waiters[who].TakeWake();
                    break;
            }

            Assert.That(futexes.WaiterCount, Is.EqualTo(model.Count), say);
            for (int i = 0; i < waiters.Length; i++)
            {
                Assert.That(waiters[i].State == FutexWaiterState.Waiting, Is.EqualTo(model.Any(each => each.Who == i)), $"{say}, waiter {i}");
            }
        }
    }

    private FutexKey Key(ulong word) => FutexKey.Private(_space, new VirtualAddress(0x100000 + word));

    private sealed class NotingFutexWaiter : FutexWaiter
    {
        public int Wakes { get; private set; }

        protected override void Wake() => Wakes++;
    }
}
