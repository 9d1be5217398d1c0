using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Threads that wait for a page of an object. Linked through themselves; who is woken looks again.</summary>
public sealed class PageWaits : IPageWaiters
{
    private const uint Buckets = 64;

    private readonly Thread?[] _buckets = new Thread?[Buckets];

    public void Wake(VmObject source, PageNumber page)
    {
        ref Thread? first = ref _buckets[Bucket(source.Index, page)];
        Thread? next;
        for (Thread? thread = first; thread is not null; thread = next)
        {
            next = thread.NextPageWaiter;
            if (thread.AwaitedObject == source.Index && thread.AwaitedPage == page)
            {
                thread.Wake();
            }
        }
    }

    internal void Add(Thread thread, uint source, PageNumber page)
    {
        ref Thread? first = ref _buckets[Bucket(source, page)];
        thread.AwaitedObject = source;
        thread.AwaitedPage = page;
        thread.NextPageWaiter = first;
        first = thread;
    }

    internal void Remove(Thread thread)
    {
        ref Thread? first = ref _buckets[Bucket(thread.AwaitedObject, thread.AwaitedPage)];
        if (first == thread)
        {
            first = thread.NextPageWaiter;
            return;
        }

        Thread? before = first;
        while (before is not null && before.NextPageWaiter != thread)
        {
            before = before.NextPageWaiter;
        }

        Panic.When(before is null, "a thread is not among those that wait for its page");
        before.NextPageWaiter = thread.NextPageWaiter;
    }

    private static uint Bucket(uint source, PageNumber page) => (source + (uint)(page.Value & (Buckets - 1))) % Buckets;
}
