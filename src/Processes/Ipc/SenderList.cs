namespace Vela.Processes;

/// <summary>Senders in the order in which they came, linked through themselves.</summary>
internal sealed class SenderList
{
    private Sender? _last;

    public Sender? First { get; private set; }

    public void Add(Sender sender)
    {
        sender.Previous = _last;
        if (_last is null)
        {
            First = sender;
        }
        else
        {
            _last.Next = sender;
        }

        _last = sender;
    }

    public void Remove(Sender sender)
    {
        if (sender.Previous is { } before)
        {
            before.Next = sender.Next;
        }
        else
        {
            First = sender.Next;
        }

        if (sender.Next is { } after)
        {
            after.Previous = sender.Previous;
        }
        else
        {
            _last = sender.Previous;
        }

        (sender.Next, sender.Previous) = (null, null);
    }
}
