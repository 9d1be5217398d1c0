using System.Collections.Generic;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The shared-memory segments of a container, by number and by key (shmget(2), shmat(2), shmctl(2); C-42, C-43).</summary>
/// <remarks>
/// Owns: the numbers, and a hold on the pages of each segment that is not removed. Does not own: regions; the caller maps
/// <see cref="SharedMemorySegment.Pages"/> and unmaps them, and nothing need be told of it.
/// A number is a place in the table and how often the place was used before, so that an old number finds nothing.
/// </remarks>
public sealed class SharedMemorySegments
{
    /// <summary>The key that never finds anything (IPC_PRIVATE).</summary>
    public const int PrivateKey = 0;

    /// <summary>How many there may be (SHMMNI), how large one may be (SHMMAX): as on Linux.</summary>
    public const int MostSegments = 4096;
    public const ulong MostBytes = ulong.MaxValue - (1UL << 24);

    private const int Places = 32768;

    private readonly VirtualMemory _memory;
    private readonly IFileClock _clock;
    private readonly List<SharedMemorySegment?> _segments = [];
    private int _uses;

    /// <param name="memory">Where pages come from.</param>
    /// <param name="clock">For times.</param>
    public SharedMemorySegments(VirtualMemory memory, IFileClock clock)
    {
        _memory = memory;
        _clock = clock;
    }

    /// <summary>One more than the highest place used (SHM_INFO tells the highest).</summary>
    public int PlaceCount => _segments.Count;

    /// <summary>Segments there are, removed ones that are attached included.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (int place = 0; place < _segments.Count; place++)
            {
                count += At(place) is not null ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>What there is altogether (SHM_INFO).</summary>
    /// <param name="count">Segments.</param>
    /// <param name="pages">That they have.</param>
    /// <param name="present">Those of them that were ever touched.</param>
    public void CountPages(out int count, out ulong pages, out ulong present)
    {
        (count, pages, present) = (0, 0, 0);
        for (int place = 0; place < _segments.Count; place++)
        {
            if (At(place) is { } segment)
            {
                count++;
                pages += segment.PageCount;
                present += segment.Pages.PageCount;
            }
        }
    }

    /// <summary>Finds a segment by its key, or makes one (shmget(2)). Exists, NoEntry, Invalid for a size, AccessDenied, NoSpace.</summary>
    /// <param name="key"><see cref="PrivateKey"/>: always a new one.</param>
    /// <param name="size">Bytes; of one that exists, at most what it has.</param>
    /// <param name="request">Whether to make it.</param>
    /// <param name="permissions">Of a new one; what must be allowed of one that exists. The low 9 bits.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="process">In whose name.</param>
    /// <param name="account">Pays for a new one's pages as they are touched.</param>
    public Result<int> Get(int key, ulong size, SharedMemoryRequest request, ushort permissions, Credentials who, int process, FrameAccount account)
    {
        if (key != PrivateKey && FindByKey(key) is { } found)
        {
            if ((request & SharedMemoryRequest.Create) != 0 && (request & SharedMemoryRequest.Exclusive) != 0)
            {
                return Errno.Exists;
            }

            if (size > found.Size)
            {
                return Errno.Invalid;
            }

            uint asked = ((uint)permissions >> 6) | ((uint)permissions >> 3) | permissions;
            Errno refused = found.Check(who, (FileAccess)(asked & 6));
            return refused == Errno.None ? found.Id : refused;
        }

        if (key != PrivateKey && (request & SharedMemoryRequest.Create) == 0)
        {
            return Errno.NoEntry;
        }

        return size is 0 or > MostBytes ? Errno.Invalid : Create(key, size, permissions, who, process, account);
    }

    /// <summary>The segment with a number; Invalid when there is none, IdentifierRemoved when it was another's (shmctl(2)).</summary>
    public Result<SharedMemorySegment> Find(int id)
    {
        if (id < 0 || id % Places >= _segments.Count || At(id % Places) is not { } segment)
        {
            return Errno.Invalid;
        }

        return segment.Id == id ? segment : Errno.IdentifierRemoved;
    }

    /// <summary>The segment at a place; null when there is none (SHM_STAT).</summary>
    public SharedMemorySegment? At(int place)
    {
        SharedMemorySegment? segment = unchecked((uint)place) < (uint)_segments.Count ? _segments[place] : null; // below 0: beyond any
        if (segment is { IsGone: true })
        {
            _segments[place] = null;
            return null;
        }

        return segment;
    }

    /// <summary>Finds a segment to attach (shmat(2)). The caller maps its pages with that access and calls <see cref="SharedMemorySegment.NoteAttached"/>.</summary>
    public Result<SharedMemorySegment> Attach(int id, FileAccess access, Credentials who)
    {
        if (!Find(id).Ok(out SharedMemorySegment? segment, out Errno error))
        {
            return error;
        }

        Errno refused = segment.Check(who, access);
        return refused == Errno.None ? segment : refused;
    }

    /// <summary>Changes owner, group and permissions (IPC_SET). NotPermitted for others than its owner and creator.</summary>
    public Errno Set(int id, uint owner, uint group, ushort permissions, Credentials who)
    {
        if (!FindOwned(id, who).Ok(out SharedMemorySegment? segment, out Errno error))
        {
            return error;
        }

        (segment.Owner, segment.Group, segment.Permissions, segment.ChangeTime) = (owner, group, (ushort)(permissions & 0x1ff), _clock.Now);
        return Errno.None;
    }

    /// <summary>Removes it (IPC_RMID): at once when nobody has it attached, else with the last who has. NotPermitted for others than its owner and creator.</summary>
    public Errno Remove(int id, Credentials who)
    {
        if (!FindOwned(id, who).Ok(out SharedMemorySegment? segment, out Errno error))
        {
            return error;
        }

        if (!segment.IsRemoved)
        {
            segment.Remove();
            _ = At(id % Places);
        }

        return Errno.None;
    }

    /// <summary>The container ends: removes all.</summary>
    public void RemoveAll()
    {
        for (int place = 0; place < _segments.Count; place++)
        {
            if (At(place) is { IsRemoved: false } segment)
            {
                segment.Remove();
            }
        }

        _segments.Clear();
    }

    private Result<SharedMemorySegment> FindOwned(int id, Credentials who)
    {
        if (!Find(id).Ok(out SharedMemorySegment? segment, out Errno error))
        {
            return error;
        }

        bool isOwner = who.User == segment.Owner || who.User == segment.CreatorUser || who.Has(FilePrivileges.ActAsOwner);
        return isOwner ? segment : Errno.NotPermitted;
    }

    private SharedMemorySegment? FindByKey(int key)
    {
        for (int place = 0; place < _segments.Count; place++)
        {
            if (At(place) is { } segment && segment.Key == key)
            {
                return segment;
            }
        }

        return null;
    }

    private Result<int> Create(int key, ulong size, ushort permissions, Credentials who, int process, FrameAccount account)
    {
        int place = 0;
        while (place < _segments.Count && At(place) is not null)
        {
            place++;
        }

        if (place >= MostSegments)
        {
            return Errno.NoSpace;
        }

        if (place == _segments.Count)
        {
            _segments.Add(null);
        }

        _uses = (_uses + 1) & 0xffff;
        SharedMemorySegment made = new((_uses * Places) + place, key, size, _memory.CreateShared(SharedMemorySegment.PagesFor(size), account), who, (ushort)(permissions & 0x1ff))
        {
            CreatorProcess = process,
            ChangeTime = _clock.Now,
        };
        _segments[place] = made;
        return made.Id;
    }
}
