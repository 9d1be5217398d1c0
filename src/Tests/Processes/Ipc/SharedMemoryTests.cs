using NUnit.Framework;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Processes;

/// <summary>Shared memory by number (C-42, C-43; shmget(2), shmat(2), shmctl(2)).</summary>
[TestFixture]
public sealed class SharedMemoryTests
{
    private const ushort Mine = 0x180;

    private static readonly Credentials Somebody = new(1000, 1000, [], FilePrivileges.None);
    private static readonly Credentials SomebodyElse = new(1001, 1001, [], FilePrivileges.None);

    private IpcMachine _machine = null!;
    private SharedMemorySegments _segments = null!;

    [SetUp]
    public void Start()
    {
        _machine = new IpcMachine();
        _segments = new SharedMemorySegments(_machine.Files.Memory, _machine.Files);
    }

    [TearDown]
    public void Stop()
    {
        _segments.RemoveAll();
        _ = _machine.Files.Memory.Work();
        _machine.Dispose();
    }

    [Test]
    public void A_key_finds_the_segment_that_was_made_with_it()
    {
        Assert.That(Get(7, 5000, SharedMemoryRequest.None).Error, Is.EqualTo(Errno.NoEntry));
        int id = Get(7, 5000, SharedMemoryRequest.Create).Expect("new");
        Assert.That(Get(7, 5000, SharedMemoryRequest.Create).Expect("the same"), Is.EqualTo(id));
        Assert.That(Get(7, 0, SharedMemoryRequest.None).Expect("any size"), Is.EqualTo(id));
        Assert.That(Get(7, 5001, SharedMemoryRequest.None).Error, Is.EqualTo(Errno.Invalid));
        Assert.That(Get(7, 5000, SharedMemoryRequest.Create | SharedMemoryRequest.Exclusive).Error, Is.EqualTo(Errno.Exists));
        Assert.That(Get(8, 0, SharedMemoryRequest.Create).Error, Is.EqualTo(Errno.Invalid));
        Assert.That(Get(0, 100, SharedMemoryRequest.None).Expect("always new"), Is.Not.EqualTo(Get(0, 100, SharedMemoryRequest.None).Expect("another")));
        Assert.That(_segments.Count, Is.EqualTo(3));
    }

    [Test]
    public void Permissions_are_those_of_the_segment()
    {
        int id = Get(7, 100, SharedMemoryRequest.Create).Expect("new");
        Assert.That(_segments.Attach(id, FileAccess.Read | FileAccess.Write, Somebody).IsOk);
        Assert.That(_segments.Attach(id, FileAccess.Read, SomebodyElse).Error, Is.EqualTo(Errno.AccessDenied));
        Assert.That(_segments.Get(7, 100, SharedMemoryRequest.None, 0x1b6, SomebodyElse, 2, _machine.Files.Account).Error, Is.EqualTo(Errno.AccessDenied));
        Assert.That(_segments.Set(id, 1001, 1001, Mine, SomebodyElse), Is.EqualTo(Errno.NotPermitted));
        Assert.That(_segments.Remove(id, SomebodyElse), Is.EqualTo(Errno.NotPermitted));
        Assert.That(_segments.Set(id, 1001, 1001, Mine, Somebody), Is.EqualTo(Errno.None));
        Assert.That(_segments.Attach(id, FileAccess.Read, SomebodyElse).IsOk);
        Assert.That(_segments.Remove(id, Somebody), Is.EqualTo(Errno.None), "its creator still may");
    }

    [Test]
    public void A_removed_segment_lives_until_the_last_detaches()
    {
        int id = Get(7, 8192, SharedMemoryRequest.Create).Expect("new");
        SharedMemorySegment segment = _segments.Attach(id, FileAccess.Read, Somebody).Expect("it is there");
        AddressSpace space = _machine.CreateSpace(0x100, 1);
        MapRequest request = new()
        {
            Pages = 2,
            Where = new PageNumber(0x200),
            Placement = Placement.Fixed,
            Access = Access.ReadWrite,
            MaxAccess = Access.ReadWrite,
            Object = segment.Pages,
            Flags = RegionFlags.Shared,
        };
        Assert.That(space.Map(in request).IsOk);
        Assert.That(segment.AttachCount, Is.EqualTo(1));
        Assert.That(space.TryView(new PageNumber(0x200), out RegionView view));
        Assert.That(SharedMemorySegment.Of(view.Object), Is.SameAs(segment));
        Assert.That(_segments.Remove(id, Somebody), Is.EqualTo(Errno.None));
        Assert.That(Get(7, 8192, SharedMemoryRequest.None).Error, Is.EqualTo(Errno.NoEntry), "its key is free");
        Assert.That(_segments.Find(id).IsOk, "its number is not");
        _machine.Destroy(space);
        Assert.That(_segments.Find(id).Error, Is.EqualTo(Errno.Invalid));
        Assert.That(segment.AttachCount, Is.Zero);
        int next = Get(7, 8192, SharedMemoryRequest.Create).Expect("new");
        Assert.That(next, Is.Not.EqualTo(id));
        Assert.That(_segments.Find(id).Error, Is.EqualTo(Errno.IdentifierRemoved));
    }

    private Result<int> Get(int key, ulong size, SharedMemoryRequest request) => _segments.Get(key, size, request, request == SharedMemoryRequest.None ? (ushort)0 : Mine, Somebody, 1, _machine.Files.Account);
}
