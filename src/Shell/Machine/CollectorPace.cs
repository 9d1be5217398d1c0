using System;

namespace Vela.Shell;

/// <summary>When to collect next, and how much: so soon that the pause is short, and no sooner.</summary>
/// <remarks>
/// A pause costs what it finds alive and what older objects had written into them, hardly what it finds dead. So the allowance, the bytes until the next
/// collection, follows what the last one found. Where little lives on it grows up to the most, and collections are rare. Where much does, and the pause was
/// long, it shrinks to what leaves <see cref="MostKept"/>: that must be moved once in any case. Where a pause is long for another reason it shrinks too, until pauses take
/// a <see cref="LeastShare"/>th of the time: sooner ones might find the same again. What cannot be known from the last collection, that
/// just now much is made which stays, is seen by how many files and processes there are.
/// <para>
/// With less than <see cref="Moving"/> to look at the runtime leaves what lives where it is instead of moving it, which halves the pause: it neither unwinds the stack
/// nor looks through old objects for a second time. So the least is well below that, and the older collection comes right behind one of the youngest. And where the next one will move,
/// one of the youngest comes right behind the older: that left marks where it moved something, which are looked through once, then, not twice.
/// </para>
/// Invariant: the allowance is between <see cref="Least"/> and <see cref="Most"/>.
/// </remarks>
public sealed class CollectorPace
{
    /// <summary>Bytes. With less the part of a pause that every collection has would be most of it.</summary>
    public const long Least = 20 << 10;

    /// <summary>Bytes, three quarters of what makes the runtime collect the youngest by itself in a machine of 512 MiB, wherever the executive is then.</summary>
    public const long Most = 6 << 20;

    /// <summary>Bytes that a collection of the youngest should keep at most where much of what is made stays: they cost it some six instructions each.</summary>
    public const long MostKept = 8 << 10;

    /// <summary>Nanoseconds; instructions where they are the clock.</summary>
    public const long LongPause = 250_000;

    public const long LeastShare = 32;

    /// <summary>Files more than at the last collection that make another worth while.</summary>
    public const long MostGrown = 48;

    /// <summary>Bytes from which on the runtime moves what lives (the fragmentation limit of its youngest generation).</summary>
    public const long Moving = 40_000;

    /// <summary>
    /// Bytes kept by collections of the youngest, with which one that moves takes the generation above as well: what points to that would be looked
    /// through twice, in the pause that should be short.
    /// </summary>
    public const long MostYoungMoved = 32 << 10;

    /// <summary>Bytes kept by collections of the youngest, until the generation above is collected too: it becomes old, and is looked through no longer.</summary>
    public const long MostYoung = 256 << 10;

    /// <summary>Or so many collections of the youngest, for what they kept is marked as long as it is young.</summary>
    public const int YoungestPerOlder = 8;

    /// <summary>
    /// So many of any kind, until the oldest is collected: each that leaves what lives where it is may leave a region of addresses that only the oldest
    /// collection gives back. There are some 2,000, and the runtime does not survive the last.
    /// </summary>
    public const int MostPerOldest = 64;

    /// <summary>Nanoseconds; nobody looks more seldom than at each tick.</summary>
    public const long Seldom = 4_000_000;

    /// <summary>Nanoseconds. A look costs some 3,000 instructions.</summary>
    public const long Often = 150_000;

    private const long MostOften = 100_000;
    private const long Growth = 4;
    private const long Little = 64 << 10;

    /// <summary>Since the last collection, as far as it was seen.</summary>
    private long _leastLiving;
    private long _kept;
    private int _youngest;
    private int _sinceOldest;
    private long _often = Often;
    private bool _moves;
    private bool _wasOlder;

    /// <summary>Bytes that may be allocated until the next collection.</summary>
    public long Allowance { get; private set; } = Least;

    /// <summary>Nanoseconds from one look to the next, so that not much more is allocated than may be: half the least allowance.</summary>
    public long LookInterval => Allowance < Little || Generation > 0 ? _often : Seldom;

    /// <summary>What the next collection takes: 0, or 1 as well, or all.</summary>
    public int Generation => _sinceOldest >= MostPerOldest ? 2 : IsOlderDue || (_moves && _kept >= MostYoungMoved) ? 1 : 0;

    private bool IsOlderDue => _kept >= MostYoung || _youngest >= YoungestPerOlder;

    /// <param name="allocated">Bytes since the last collection.</param>
    /// <param name="living">Files there are, and as many for each process as it is worth.</param>
    public bool IsDue(long allocated, long living)
    {
        _moves = allocated >= Moving;
        return (HasGrown(living) && allocated >= Least) || allocated >= Allowance || IsOlderDue || (_wasOlder && Allowance > Moving);
    }

    /// <summary>Whether so much was made since the last collection, and stays, that it should be looked often. To be told of all that is made.</summary>
    /// <param name="living">Files there are, and as many for each process as it is worth.</param>
    /// <remarks>What has gone meanwhile is no part of it.</remarks>
    public bool HasGrown(long living)
    {
        _leastLiving = Math.Min(_leastLiving, living);
        return living - _leastLiving >= MostGrown;
    }

    /// <summary>A collection has been.</summary>
    /// <param name="last">That one.</param>
    /// <param name="living">Files there are, and as many for each process as it is worth.</param>
    public void Note(in CollectionFacts last, long living)
    {
        _leastLiving = living;
        _sinceOldest = last.Generation > 1 ? 0 : _sinceOldest + 1;
        _wasOlder = last.Generation > 0;
        if (_wasOlder)
        {
            _kept = 0;
            _youngest = 0;
            return;
        }

        _kept += last.Kept;
        _youngest++;
        _often = Math.Clamp(Scaled(last.Elapsed - last.Pause, Least / 2, last.Allocated), MostOften, Often);
        Allowance = Math.Clamp(Next(in last), Least, Most);
    }

    /// <summary>What lives now has not become more for a while.</summary>
    /// <param name="living">Files there are, and as many for each process as it is worth.</param>
    public void NoteStanding(long living) => _leastLiving = living;

    private long Next(in CollectionFacts last)
    {
        if (last.Kept > MostKept / 2 && last.Kept > last.Allocated / 4)
        {
            return last.Pause <= LongPause ? Allowance : Scaled(last.Allocated, MostKept, last.Kept);
        }

        if (last.Pause <= LongPause)
        {
            return More(in last);
        }

        long shorter = Scaled(last.Allocated, LongPause, last.Pause);
        long rarer = Scaled(last.Allocated, last.Pause * LeastShare, last.Elapsed);
        return Math.Min(Math.Max(shorter, rarer), More(in last));
    }

    /// <summary>
    /// It may have come sooner than the allowance said, when that says nothing against it. Or later, because of one large table perhaps: that says
    /// nothing for it.
    /// </summary>
    private long More(in CollectionFacts last) => Math.Max(Allowance, Growth * Math.Min(last.Allocated, Allowance));

    private static long Scaled(long amount, long numerator, long denominator) => (long)(amount * ((double)numerator / Math.Max(denominator, 1)));
}
