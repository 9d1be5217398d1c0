using Vela.Primitives;

namespace Vela.Processes;

/// <summary>Processes that get signals together: a job of a shell (setpgid(2)).</summary>
/// <remarks>Owns: the list of members. It is gone with the last of them.</remarks>
public sealed class ProcessGroup(int id, Session session) : ISignalGroup
{
    private readonly ProcessList _members = new(ProcessList.Kind.Group);

    public int Id { get; } = id;

    public Session Session { get; } = session;

    public ProcessList Members => _members;

    /// <summary>Whether nobody outside the group, but in the session, is a parent of a member: then nobody would ever continue it.</summary>
    public bool IsOrphaned
    {
        get
        {
            for (int i = 0; i < _members.Count; i++)
            {
                Process member = _members[i];
                if (member.State == ProcessState.Alive && (member.IsWatched
                    || (member.Parent is { } parent && parent.Group != this && parent.Group.Session == Session)))
                {
                    return false;
                }
            }

            return true;
        }
    }

    public void Send(Signal signal) => _ = Send(new SignalInfo { Signal = signal, Code = SignalCode.Kernel });

    /// <summary>Again: a member's queue of real-time signals is full; the others have the signal.</summary>
    public Errno Send(in SignalInfo info)
    {
        Errno error = Errno.None;
        for (int i = _members.Count - 1; i >= 0; i--)
        {
            Errno refused = _members[i].Send(in info);
            error = error == Errno.None ? refused : error;
        }

        return error;
    }

    internal void Add(Process process) => _members.Add(process);

    internal void Remove(Process process)
    {
        _members.Remove(process);
        if (_members.Count == 0)
        {
            process.Container.Forget(this);
        }
    }
}
