using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A timer that is read: how often it went off since the last time (timerfd_create(2)).</summary>
/// <remarks>
/// Owns: its deadline. Does not own: clocks.
/// An interval that passes unread asks for no attention: the deadline is set again by the next read, which counts what it missed.
/// States: disarmed ↔ armed → gone off (readable) → armed by a read when there is an interval, disarmed when not.
/// </remarks>
public sealed class TimerFile : Inode
{
    private const int Bytes = 8;

    private readonly IDeadlineQueue _queue;
    private readonly IFileClock _realTime;
    private readonly TimerClock _clock;
    private readonly Alarm _alarm;
    private readonly FileEvent _expired = new();
    private ulong _interval;
    private bool _hasGoneOff;

    /// <param name="owner">Where inodes without names live.</param>
    /// <param name="queue">Calls when it is time.</param>
    /// <param name="clock">Which clock absolute times are of.</param>
    public TimerFile(AnonymousFileSystem owner, IDeadlineQueue queue, TimerClock clock)
        : base(owner, owner.NextNumber(), InodeKind.None, InodeTimes.Fixed)
    {
        Permissions = AnonymousFileSystem.OwnerReadsAndWrites;
        _queue = queue;
        _realTime = owner.Clock;
        _clock = clock;
        _alarm = new Alarm(this);
    }

    public override bool IsRecordStream => true;

    /// <summary>What is left until the next time, and the interval; the next time is 0 when it is disarmed.</summary>
    public TimerSetting Setting
    {
        get
        {
            ulong now = _queue.NowNanoseconds;
            ulong due = _alarm.DueNanoseconds;
            if (_alarm.IsPending)
            {
                return new TimerSetting(due > now ? due - now : 1, _interval);
            }

            return _hasGoneOff && _interval != 0 ? new TimerSetting(_interval - ((now - due) % _interval), _interval) : new TimerSetting(0, _interval);
        }
    }

    /// <summary>Arms it, or disarms it with 0. What it counted so far is forgotten.</summary>
    public void Set(TimerSetting setting, TimerStart start)
    {
        _queue.Remove(_alarm);
        _hasGoneOff = false;
        _interval = setting.Interval;
        if (setting.Next == 0)
        {
            return;
        }

        ulong now = _queue.NowNanoseconds;
        ulong left = setting.Next;
        if (start == TimerStart.Absolute)
        {
            ulong clock = _clock == TimerClock.Monotonic ? now : (ulong)Math.Max(_realTime.Now.Nanoseconds, 0);
            left = setting.Next > clock ? setting.Next - clock : 0;
        }

        _alarm.DueNanoseconds = left > ulong.MaxValue - now ? ulong.MaxValue : now + left;
        _queue.Add(_alarm);
    }

    public override void Closed(OpenFile file) => _queue.Remove(_alarm);

    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        if (into.Length < Bytes)
        {
            return Errno.Invalid;
        }

        if (!_hasGoneOff)
        {
            return FileOutcome.Blocks(_expired);
        }

        ulong times = 1;
        _hasGoneOff = false;
        if (_interval != 0)
        {
            ulong late = (_queue.NowNanoseconds - _alarm.DueNanoseconds) / _interval;
            times += late;
            ulong due = _alarm.DueNanoseconds + (late * _interval);
            _alarm.DueNanoseconds = _interval > ulong.MaxValue - due ? ulong.MaxValue : due + _interval;
            _queue.Add(_alarm);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(into, times);
        count = Bytes;
        return FileOutcome.Done;
    }

    [NoAllocation]
    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = _expired;
        return _hasGoneOff ? PollEvents.Readable : PollEvents.None;
    }

    private sealed class Alarm(TimerFile timer) : Deadline
    {
        public override void Fire()
        {
            timer._hasGoneOff = true;
            timer._expired.WakeAll();
        }
    }
}
