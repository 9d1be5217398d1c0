using System.Buffers.Binary;
using NUnit.Framework;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>Counters and timers that are files: eventfd(2), timerfd_create(2).</summary>
[TestFixture]
public sealed class CounterTests
{
    private readonly byte[] _into = new byte[8];
    private Caller _caller = null!;
    private IpcMachine _machine = null!;
    private ManualClock _clock = null!;

    private ulong Taken => BinaryPrimitives.ReadUInt64LittleEndian(_into);

    [SetUp]
    public void Start()
    {
        _machine = new IpcMachine();
        _clock = new ManualClock();
        _caller = new Caller();
    }

    [TearDown]
    public void Stop() => _machine.Dispose();

    [Test]
    public void A_counter_gives_all_it_has_at_once_and_then_waits()
    {
        OpenFile file = Open(new EventCounter(_machine.Anonymous, 3, EventCounterMode.Counter));
        _caller.Write(file, Number(4));
        _caller.Read(file, _into);
        Assert.That((Taken, _caller.Done), Is.EqualTo((7UL, 8)));
        Assert.That(file.Poll(out _), Is.EqualTo(PollEvents.Writable | PollEvents.WritableNormal));
        _caller.Read(file, _into);
        Assert.That(_caller.IsWaiting);
        new Caller().Write(file, Number(1));
        Assert.That(_caller.Resume());
        Assert.That(Taken, Is.EqualTo(1));
        file.Close();
    }

    [Test]
    public void A_semaphore_gives_one_at_a_time()
    {
        OpenFile file = Open(new EventCounter(_machine.Anonymous, 2, EventCounterMode.Semaphore));
        for (int i = 0; i < 2; i++)
        {
            _caller.Read(file, _into);
            Assert.That(Taken, Is.EqualTo(1));
        }

        _caller.Read(file, _into);
        Assert.That(_caller.IsWaiting);
        file.Close();
    }

    [Test]
    public void A_counter_that_is_full_makes_the_writer_wait_and_takes_no_nonsense()
    {
        OpenFile file = Open(new EventCounter(_machine.Anonymous, 0, EventCounterMode.Counter));
        _caller.Write(file, Number(ulong.MaxValue));
        Assert.That(_caller.Error, Is.EqualTo(Errno.Invalid));
        _caller.Write(file, new byte[7]);
        Assert.That(_caller.Error, Is.EqualTo(Errno.Invalid));
        _caller.Read(file, new byte[7]);
        Assert.That(_caller.Error, Is.EqualTo(Errno.Invalid));
        _caller.Write(file, Number(EventCounter.Most));
        Assert.That(file.Poll(out _) & PollEvents.Writable, Is.EqualTo(PollEvents.None));
        _caller.Write(file, Number(1));
        Assert.That(_caller.IsWaiting);
        new Caller().Read(file, _into);
        Assert.That(_caller.Resume());
        Assert.That(_caller.Error, Is.EqualTo(Errno.None));
        file.Close();
    }

    [Test]
    public void A_counter_is_read_into_memory_that_lies_across_pages()
    {
        OpenFile file = Open(new EventCounter(_machine.Anonymous, 0x0102_0304, EventCounterMode.Counter));
        AddressSpace space = _machine.CreateSpace(0x100, 2);
        FileProgress progress = default;
        Assert.That(file.TryRead(new FileBuffer(space, new VirtualAddress(0x100ffd), 8), ref progress).IsDone);
        Assert.That(progress.Done, Is.EqualTo(8));
        Vela.Memory.Progress copied = default;
        space.TryCopyIn(new VirtualAddress(0x100ffd), _into, ref copied);
        Assert.That(Taken, Is.EqualTo(0x0102_0304));
        _machine.Destroy(space);
        file.Close();
    }

    [Test]
    public void A_timer_counts_how_often_it_went_off()
    {
        TimerFile timer = new(_machine.Anonymous, _clock, TimerClock.Monotonic);
        OpenFile file = Open(timer);
        _caller.Read(file, _into);
        Assert.That(_caller.IsWaiting);
        timer.Set(new TimerSetting(100, 30), TimerStart.Relative);
        Assert.That((timer.Setting.Next, timer.Setting.Interval), Is.EqualTo((100UL, 30UL)));
        _clock.Advance(99);
        Assert.That(_caller.Resume(), Is.False);
        _clock.Advance(1);
        Assert.That(_caller.Resume());
        Assert.That(Taken, Is.EqualTo(1));
        _clock.Advance(100);
        Assert.That(file.Poll(out _) & PollEvents.Readable, Is.EqualTo(PollEvents.Readable));
        Assert.That(timer.Setting.Next, Is.EqualTo(20), "the next after those that were missed");
        _caller.Read(file, _into);
        Assert.That(Taken, Is.EqualTo(3));
        _clock.Advance(19);
        Assert.That(file.Poll(out _), Is.EqualTo(PollEvents.None));
        _clock.Advance(1);
        Assert.That(file.Poll(out _), Is.Not.EqualTo(PollEvents.None));
        file.Close();
        Assert.That(_clock.Pending, Is.Zero);
    }

    [Test]
    public void A_timer_is_set_by_the_clock_and_disarmed()
    {
        TimerFile timer = new(_machine.Anonymous, _clock, TimerClock.Monotonic);
        OpenFile file = Open(timer);
        timer.Set(new TimerSetting(_clock.NowNanoseconds + 50, 0), TimerStart.Absolute);
        Assert.That(timer.Setting.Next, Is.EqualTo(50));
        _clock.Advance(60);
        Assert.That(timer.Setting.Next, Is.Zero);
        _caller.Read(file, _into);
        Assert.That(Taken, Is.EqualTo(1));
        timer.Set(new TimerSetting(1, 0), TimerStart.Absolute);
        _clock.Advance(0);
        Assert.That(file.Poll(out _), Is.Not.EqualTo(PollEvents.None), "a time that is past is now");
        timer.Set(new TimerSetting(ulong.MaxValue, ulong.MaxValue), TimerStart.Relative);
        Assert.That(file.Poll(out _), Is.EqualTo(PollEvents.None));
        timer.Set(default, TimerStart.Relative);
        Assert.That(_clock.Pending, Is.Zero);
        file.Close();
    }

    private static OpenFile Open(Inode inode) => AnonymousFileSystem.Open(inode, OpenFlags.Read | OpenFlags.Write);

    private static byte[] Number(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
