using System;
using System.Reflection;
using System.Threading.Tasks;
using NUnit.Framework;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Tests.Shell;

[TestFixture]
public sealed class KernelTaskTests
{
    private SimulatedExecutive _executive = new();

    [SetUp]
    public void StartMachine() => _executive = new SimulatedExecutive();

    [Test]
    public void Work_that_never_waits_is_complete_when_the_call_returns()
    {
        KernelTask<int> task = Add(2, 3);
        Assert.That(task.IsCompleted, Is.True);
        Assert.That(_executive.Run(task), Is.EqualTo(5));
    }

    [Test]
    public void Work_that_waits_is_resumed_by_the_executive_alone()
    {
        KernelTask<int> task = AddLater(2, 3);
        Assert.That(task.IsCompleted, Is.False);
        Assert.That(_executive.StepsRun, Is.Zero);
        Assert.That(_executive.Run(task), Is.EqualTo(5));
    }

    [Test]
    public void A_failure_reaches_the_one_who_awaits_whether_it_waited_or_not([Values] bool waits)
    {
        Assert.That(() => _executive.Run(Throw(waits)), Throws.TypeOf<FormatException>());
        Assert.That(_executive.Run(Catch(waits)), Is.EqualTo("caught"));
    }

    [Test]
    public void Awaiting_a_task_twice_breaks_the_invariant()
    {
        KernelTask<int> task = AddLater(1, 1);
        _ = _executive.Run(task);
        Assert.That(() => _executive.Run(task), Throws.TypeOf<InvariantBrokenException>());
    }

    [Test]
    public void Two_cannot_wait_for_one_task()
    {
        KernelTask<int> task = AddLater(1, 1);
        KernelTask<int> first = Await(task);
        Assert.That(() => Await(task), Throws.TypeOf<InvariantBrokenException>());
        Assert.That(_executive.Run(first), Is.EqualTo(2));
    }

    [Test]
    public void A_task_that_ended_and_that_nobody_awaited_is_found_by_its_finalizer()
    {
        KernelTask<int> task = AddLater(1, 1);
        object core = CoreOf(task);
        MethodInfo finalizer = core.GetType().GetMethod("Finalize", BindingFlags.NonPublic | BindingFlags.Instance)!;
        Assert.That(() => finalizer.Invoke(core, null), Throws.Nothing);
        _executive.RunUntilIdle();
        Assert.That(() => finalizer.Invoke(core, null), Throws.InnerException.TypeOf<InvariantBrokenException>());
        _ = _executive.Run(task);
        Assert.That(() => finalizer.Invoke(core, null), Throws.Nothing);
    }

    [Test]
    public void A_task_of_the_thread_pool_cannot_be_awaited_inside()
    {
        TaskCompletionSource source = new();
        Assert.That(() => AwaitForeign(source.Task), Throws.TypeOf<InvariantBrokenException>());
    }

    [Test]
    public void A_kernel_task_cannot_be_awaited_by_the_thread_pool()
    {
        KernelTask<int> task = AddLater(1, 1);
        Assert.That(() => task.GetAwaiter().UnsafeOnCompleted(() => { }), Throws.TypeOf<InvariantBrokenException>());
        Assert.That(_executive.Run(task), Is.EqualTo(2));
    }

    [Test]
    public void A_broken_invariant_is_never_held_back_for_an_awaiter()
    {
        KernelTask<int> task = BreakLater();
        Assert.That(_executive.RunUntilIdle, Throws.TypeOf<InvariantBrokenException>());
        Assert.That(task.IsCompleted, Is.False);
    }

    [Test]
    public void A_hundred_thousand_nested_waits_return_on_a_small_stack()
    {
        int depth = _executive.Run(Nest(100_000));
        Assert.That(depth, Is.EqualTo(100_000));
    }

    [Test]
    public void A_method_that_waits_reuses_its_frame()
    {
        KernelTask<int> first = AddLater(1, 1);
        object frame = CoreOf(first);
        _ = _executive.Run(first);
        KernelTask<int> second = AddLater(2, 2);
        Assert.That(CoreOf(second), Is.SameAs(frame));
        Assert.That(_executive.Run(second), Is.EqualTo(4));
    }

    [Test]
    public void Delays_end_in_the_order_they_fall_due()
    {
        string order = "";
        KernelTask<int> late = Note(TimeSpan.FromSeconds(2), "late");
        KernelTask<int> early = Note(TimeSpan.FromSeconds(1), "early");
        KernelTask<int> alsoEarly = Note(TimeSpan.FromSeconds(1), "also early");
        _ = _executive.Run(late) + _executive.Run(early) + _executive.Run(alsoEarly);
        Assert.That(order, Is.EqualTo("early,also early,late,"));
        Assert.That(_executive.Now, Is.EqualTo(TimeSpan.FromSeconds(2)));

        async KernelTask<int> Note(TimeSpan after, string what)
        {
            _ = await _executive.Delay(after);
            order += what + ",";
            return 0;
        }
    }

    [Test]
    public void An_interruption_cuts_a_delay_short_and_leaves_no_timer_behind()
    {
        Interruption interruption = new(_executive);
        KernelTask<WaitOutcome> sleep = Sleep(TimeSpan.FromHours(1), interruption);
        interruption.Request(2);
        Assert.That(_executive.Run(sleep), Is.EqualTo(WaitOutcome.Interrupted));
        Assert.That(_executive.Now, Is.EqualTo(TimeSpan.Zero));
        Assert.That(_executive.Advance(), Is.False);
        Assert.That(interruption.Signal, Is.EqualTo(2));
        Assert.That(_executive.Run(Sleep(TimeSpan.FromHours(1), interruption)), Is.EqualTo(WaitOutcome.Interrupted));
    }

    [Test]
    public void An_interruption_does_not_touch_a_wait_that_is_already_over()
    {
        Interruption interruption = new(_executive);
        KernelWaitQueue queue = new(_executive);
        KernelTask<WaitOutcome> waiting = WaitIn(queue, interruption);
        queue.WakeAll();
        Assert.That(_executive.Run(waiting), Is.EqualTo(WaitOutcome.Woken));
        KernelTask<WaitOutcome> other = WaitIn(queue, null);
        interruption.Request(15);
        _executive.RunUntilIdle();
        Assert.That(other.IsCompleted, Is.False);
        queue.WakeOne();
        Assert.That(_executive.Run(other), Is.EqualTo(WaitOutcome.Woken));
    }

    [Test]
    public void A_completion_hands_over_its_value_before_or_after_it_is_awaited()
    {
        KernelCompletion<int> early = new(_executive);
        early.Supply(1);
        KernelCompletion<int> late = new(_executive);
        KernelTask<int> sum = Sum(early, late);
        late.Supply(2);
        Assert.That(sum.IsCompleted, Is.False);
        Assert.That(_executive.Run(sum), Is.EqualTo(3));
        Assert.That(() => late.Supply(3), Throws.TypeOf<InvariantBrokenException>());
    }

    private static object CoreOf(KernelTask<int> task) =>
        typeof(KernelTask<int>).GetField("_core", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(task)!;

    private static async KernelTask<int> Sum(KernelCompletion<int> first, KernelCompletion<int> second) => await first + await second;

    private static async KernelTask<WaitOutcome> WaitIn(KernelWaitQueue queue, Interruption? interruption) => await queue.Wait(interruption);

    private static async KernelTask<int> Await(KernelTask<int> task) => await task;

    private static async KernelTask<int> AwaitForeign(Task task)
    {
        await task;
        return 0;
    }

#pragma warning disable CS1998 // The point is that it does not wait.
    private static async KernelTask<int> Add(int left, int right) => left + right;
#pragma warning restore CS1998

    private async KernelTask<WaitOutcome> Sleep(TimeSpan duration, Interruption interruption) => await _executive.Delay(duration, interruption);

    private async KernelTask<int> AddLater(int left, int right)
    {
        await _executive.Yield();
        return left + right;
    }

    private async KernelTask<int> Throw(bool waits)
    {
        if (waits)
        {
            await _executive.Yield();
        }

        throw new FormatException("no");
    }

    private async KernelTask<string> Catch(bool waits)
    {
        try
        {
            _ = await Throw(waits);
            return "nothing";
        }
        catch (FormatException)
        {
            return "caught";
        }
    }

    private async KernelTask<int> BreakLater()
    {
        await _executive.Yield();
        Panic.Invariant("broken");
        return 0;
    }

    private async KernelTask<int> Nest(int depth)
    {
        if (depth == 0)
        {
            return 0;
        }

        if (depth % 100 == 0)
        {
            await _executive.Yield();
        }

        return 1 + await Nest(depth - 1);
    }
}
