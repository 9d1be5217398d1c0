using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The right to answer one request, once. Whoever received the request has the capability for it.</summary>
/// <remarks>
/// Does not own the asker. States: unused → awaited (the asker waits) → over: answered, given up by the asker, or by the last who could have answered, which
/// the asker is told.
/// </remarks>
public sealed class Reply() : KernelObject(ObjectType.Endpoint)
{
    /// <summary>It can be handed on, but there is only one. The asker waits for what is sent, capabilities included.</summary>
    public const Rights Usable = Rights.Inspect | Rights.Transfer | Rights.Strong | Rights.Send | Rights.Grant;

    private Sender? _asker;

    /// <summary>Answers.</summary>
    /// <param name="from">The space of the capabilities that go along.</param>
    /// <param name="answer">Its handles may be given away.</param>
    /// <returns>BrokenPipe: nobody waits for it any more; what the asker's space lacks for the capabilities, which then stay, as does the right to answer.</returns>
    public Errno Answer(CapabilitySpace from, in Message answer)
    {
        if (_asker is not { } asker)
        {
            return Errno.BrokenPipe;
        }

        Message delivered = answer;
        delivered.Handles = default;
        Errno error = from.Grant(asker.Space, answer.Moved, delivered.Handles);
        if (error == Errno.None)
        {
            _asker = null;
            asker.Answer(in delivered);
        }

        return error;
    }

    internal void Await(Sender asker) => _asker = asker;

    internal void Forget(Sender asker)
    {
        if (_asker == asker)
        {
            _asker = null;
        }
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted()
    {
        Sender? asker = _asker;
        _asker = null;
        asker?.Fail(Errno.BrokenPipe);
        return Capabilities.Progress.Done;
    }
}
