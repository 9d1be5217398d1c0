using System;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A program that fills the pages of memory objects: it receives what is asked for, and supplies it (C-06).</summary>
/// <remarks>
/// Owns: the requests that are open. Does not own: the objects that it fills; they go with their last capability and mapping.
/// A request: asked → received → supplied or failed. States: alive → (the last capability with Receive is gone) dead: what is asked, now and from then on, fails, so that nobody waits
/// for a program that has ended. One that lives and does not answer keeps the threads waiting that asked; they can be killed.
/// </remarks>
public sealed class Pager() : KernelObject(ObjectType.Pager), IPager
{
    /// <summary>How many requests can be open; room for them is made beforehand, because a fault allocates nothing.</summary>
    private const int MostRequests = 512;

    private readonly Request[] _requests = new Request[MostRequests];
    private int _count;
    private int _receivers;

    /// <summary>Something is asked, or somebody's capability is gone.</summary>
    public FileEvent Asked { get; } = new();

    /// <summary>Takes the oldest request that nobody has received.</summary>
    /// <param name="name">What the pager calls the object.</param>
    /// <param name="page">Of the object.</param>
    public bool TryReceive(out ulong name, out PageNumber page)
    {
        for (int i = 0; i < _count; i++)
        {
            ref Request request = ref _requests[i];
            if (!request.IsReceived)
            {
                request.IsReceived = true;
                name = NameOf(request.Source);
                page = request.Page;
                return true;
            }
        }

        (name, page) = (0, default);
        return false;
    }

    /// <summary>The object that a page is asked of; null: it is not.</summary>
    public VmObject? FindAsked(ulong name, PageNumber page)
    {
        int index = IndexOf(name, page);
        return index < 0 ? null : _requests[index].Source;
    }

    /// <summary>A page that was asked for is here: the frame is the object's.</summary>
    public void Supply(ulong name, PageNumber page, FrameNumber frame)
    {
        VmObject source = Close(IndexOf(name, page));
        source.Supply(page, frame);
    }

    /// <summary>A page that was asked for cannot be had.</summary>
    public void Fail(ulong name, PageNumber page, Errno error)
    {
        VmObject source = Close(IndexOf(name, page));
        source.Fail(page, error);
    }

    /// <summary>Whoever waits for pages of an object looks again: it may not be theirs to see any more.</summary>
    internal void Wake(VmObject source)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_requests[i].Source == source)
            {
                source.Wake(_requests[i].Page);
            }
        }
    }

    Errno IPager.Request(VmObject source, PageRange range)
    {
        if (_receivers == 0 || range.Count > (ulong)(MostRequests - _count))
        {
            return Errno.InputOutput;
        }

        for (PageNumber page = range.Start; page < range.End; page += 1)
        {
            _requests[_count++] = new Request { Source = source, Page = page };
        }

        Asked.WakeAll();
        return Errno.None;
    }

    /// <summary>What is written stays in memory: nothing is written back.</summary>
    Errno IPager.PrepareWrite(VmObject source, PageNumber page) => Errno.None;

    void IPager.Released(VmObject source)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (_requests[i].Source == source)
            {
                _ = Close(i); // nobody waits for it any more
            }
        }
    }

    protected override Capabilities.Progress OnRevoked(in RevokedCapability revoked)
    {
        Asked.WakeAll();
        return Capabilities.Progress.Done;
    }

    protected override void CountReceivers(int change)
    {
        _receivers += change;
        while (_receivers == 0 && _count > 0)
        {
            PageNumber page = _requests[_count - 1].Page;
            VmObject source = Close(_count - 1);
            source.Fail(page, Errno.InputOutput);
        }
    }

    protected override void CheckReceivers(int counted) => Panic.When(_receivers != counted, "a pager's count of receivers is wrong");

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Asked.WakeAll();
        return Capabilities.Progress.Done;
    }

    private static ulong NameOf(VmObject source) => source.Tag is PagedMemory memory ? memory.Name : 0;

    private int IndexOf(ulong name, PageNumber page)
    {
        int index = _count - 1;
        while (index >= 0 && (_requests[index].Page != page || NameOf(_requests[index].Source) != name))
        {
            index--;
        }

        return index;
    }

    private VmObject Close(int index)
    {
        VmObject source = _requests[index].Source;
        _count--;
        Array.Copy(_requests, index + 1, _requests, index, _count - index);
        _requests[_count] = default;
        return source;
    }

    private struct Request
    {
        public VmObject Source;
        public PageNumber Page;
        public bool IsReceived;
    }
}
