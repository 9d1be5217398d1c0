using System;
using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Revocation: taking back all that was derived from a capability, and destroying objects that nobody holds any more.</summary>
/// <remarks>
/// A loop over the subtree, leaves first, of which each call does a bounded part. Between the calls anything may happen: nothing new is derived below
/// the root (<see cref="Fence"/>), so every removal, whoever does it, brings the end nearer. A cursor saves the way down a long chain.
/// </remarks>
public sealed partial class CapabilityTable
{
    private RunningRevocation[] _revocations = new RunningRevocation[4];
    private int _runningRevocations;
    private KernelObject? _firstDoomed;
    private KernelObject? _lastDoomed;

    /// <summary>How many revocations have begun and not finished.</summary>
    public int RunningRevocations => _runningRevocations;

    /// <summary>Goes on with whatever is unfinished: revocations whose caller has not come back, and objects whose last capability is gone.</summary>
    /// <remarks>The executive calls this once a pass until it answers Done. Delete, Revoke and Close call it at their end, so a small deletion is complete when they return.</remarks>
    public Progress Reap(int budget = DefaultBudget)
    {
        if (_isInHook)
        {
            return Progress.Again;
        }

        if (_runningRevocations == 0 && _firstDoomed is null)
        {
            return Progress.Done;
        }

        for (int i = 0; i < _revocations.Length && _runningRevocations > 0; i++)
        {
            if (_revocations[i].Root != 0)
            {
                _ = Step(i, ref budget);
            }
        }

        bool isWaiting = false;
        while (budget > 0 && !isWaiting && _firstDoomed is { } doomed)
        {
            budget--;
            isWaiting = DestroyNext(doomed) == Progress.Again;
        }

        return _runningRevocations == 0 && _firstDoomed is null ? Progress.Done : Progress.Again;
    }

    /// <summary>Takes one capability back from whoever has it, and before that all that was derived from it: what revoking its parent does to it alone.</summary>
    /// <remarks>For whoever may see the whole machine (<see cref="TryDescribe"/>): no right of the holder is asked for.</remarks>
    /// <returns>NoEntry if there is none; Again while more is left: call again.</returns>
    public Errno TakeBack(uint record, int budget = DefaultBudget)
    {
        if (!TryDescribe(record, out CapabilityDescription description) || description.IsDeleted)
        {
            return Errno.NoEntry;
        }

        Errno error = Revoke(record, budget);
        if (error != Errno.None)
        {
            return error;
        }

        Progress progress = Withdraw(record);
        _ = Reap();
        return progress == Progress.Done ? Errno.None : Errno.Again;
    }

    /// <summary>Does a part of revoking a record's descendants. The record stays.</summary>
    /// <returns>Again until none is left.</returns>
    internal Errno Revoke(uint root, int budget)
    {
        Panic.When(_isInHook, "a hook may not revoke");
        Progress progress = Progress.Done;
        // One that runs may have no descendants left and still have to settle.
        if (_records[root].FirstChild != 0 || _records[root].IsRevoking)
        {
            progress = Step(Begin(root), ref budget);
        }

        _ = Reap(Math.Max(budget, 1));
        return progress == Progress.Done ? Errno.None : Errno.Again;
    }

    private int Begin(uint root)
    {
        int vacant = -1;
        for (int i = 0; i < _revocations.Length; i++)
        {
            if (_revocations[i].Root == root)
            {
                return i;
            }

            if (_revocations[i].Root == 0 && vacant < 0)
            {
                vacant = i;
            }
        }

        if (vacant < 0)
        {
            vacant = _revocations.Length;
            Array.Resize(ref _revocations, _revocations.Length * 2);
        }

        _revocations[vacant] = new RunningRevocation { Root = root };
        _records[root].IsRevoking = true;
        _runningRevocations++;
        return vacant;
    }

    private Progress Step(int revocation, ref int budget)
    {
        uint root = _revocations[revocation].Root;
        while (budget > 0)
        {
            budget--;
            RunningRevocation running = _revocations[revocation];
            uint cursor = _records.IsCurrent(running.Cursor, running.CursorGeneration) ? running.Cursor : root;
            CapabilityRecord record = _records[cursor];
            if (record.FirstChild != 0)
            {
                MoveCursor(revocation, record.FirstChild);
                continue;
            }

            if (cursor == root)
            {
                Cancel(root);
                Settle(root, ref _records[root]);
                return Progress.Done;
            }

            if (Withdraw(cursor) == Progress.Again)
            {
                return Progress.Again;
            }

            if (_revocations[revocation].Root != root)
            {
                // A hook or the mending of the tree removed the root itself, and with it the revocation.
                return Progress.Done;
            }

            uint next = record.NextSibling != 0 ? record.NextSibling : record.Parent;
            MoveCursor(revocation, _records[next].State == RecordState.Free ? root : next);
        }

        return Progress.Again;
    }

    private void MoveCursor(int revocation, uint record)
    {
        _revocations[revocation].Cursor = record;
        _revocations[revocation].CursorGeneration = _records[record].Generation;
    }

    /// <summary>Ends the revocation of a record, finished or not, if there is one.</summary>
    private void Cancel(uint root)
    {
        if (!_records[root].IsRevoking)
        {
            return;
        }

        _records[root].IsRevoking = false;
        _runningRevocations--;
        for (int i = 0; i < _revocations.Length; i++)
        {
            if (_revocations[i].Root == root)
            {
                _revocations[i] = default;
            }
        }
    }

    /// <summary>Takes one capability without children away from its holder: the handle first, then object and holder are told, then the record goes.</summary>
    private Progress Withdraw(uint index)
    {
        ref CapabilityRecord record = ref _records[index];
        if (record.State == RecordState.Tombstone)
        {
            Settle(index, ref record);
            return Progress.Done;
        }

        uint generation = record.Generation;
        KernelObject subject = _objects[record.Object];
        KernelObject holder = _objects[record.Holder];
        if (record.State == RecordState.Live)
        {
            record.State = RecordState.Leaving;
            if (record.Slot != CapabilityRecord.NoSlot)
            {
                ((CapabilitySpace)holder).Vacate(record.Slot, Departure.Revoked);
            }
        }

        Attachment attachment = record.Slot == CapabilityRecord.NoSlot ? new Attachment(index, generation) : Attachment.None;
        RevokedCapability revoked = new(record.Type, record.Rights, record.Badge, subject, holder, attachment);
        _isInHook = true;
        Progress progress = subject.OnRevoked(revoked);
        if (progress == Progress.Done && !ReferenceEquals(subject, holder))
        {
            progress = holder.OnRevoked(revoked);
        }

        _isInHook = false;
        if (!_records.IsCurrent(index, generation) || _records[index].State != RecordState.Leaving)
        {
            return Progress.Done;
        }

        if (progress == Progress.Done)
        {
            Remove(index);
        }

        return progress;
    }

    private void Doom(KernelObject subject)
    {
        if (subject.IsDoomed)
        {
            return;
        }

        subject.IsDoomed = true;
        Enqueue(subject);
    }

    private void Enqueue(KernelObject subject)
    {
        if (_lastDoomed is null)
        {
            _firstDoomed = subject;
        }
        else
        {
            _lastDoomed.NextDoomed = subject;
        }

        _lastDoomed = subject;
    }

    private Progress DestroyNext(KernelObject doomed)
    {
        if (Destroy(doomed) == Progress.Again)
        {
            return Progress.Again;
        }

        _firstDoomed = doomed.NextDoomed;
        _lastDoomed = _firstDoomed is null ? null : _lastDoomed;
        doomed.NextDoomed = null;
        return Progress.Done;
    }

    /// <summary>Destroys an object, unless a capability for it has been made since it was doomed. After Again it is doomed, and has to be in the queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Progress Destroy(KernelObject doomed)
    {
        if (doomed.CapabilityCount == 0)
        {
            doomed.IsDoomed = true; // so that its own hook does not doom it once more
            _isInHook = true;
            Progress progress = doomed.OnLastCapabilityDeleted();
            _isInHook = false;
            if (progress == Progress.Again)
            {
                return Progress.Again;
            }
        }

        doomed.IsDoomed = false;
        if (doomed.CapabilityCount == 0)
        {
            doomed.IsDestroyed = true;
            if (doomed.Type == ObjectType.Quota || doomed.RecordUses != 0 || doomed.Index == 0)
            {
                ForgetDestroyed(doomed);
            }
            else
            {
                Forget(Unregister(doomed)); // the same, of which nothing is left to ask
            }
        }

        return Progress.Done;
    }
}
