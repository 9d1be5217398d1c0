using System;
using System.Runtime.CompilerServices;

namespace Vela.Processes;

/// <remarks>The state of a thread that stays in the processor between two of its runs: x87, upper vector halves, the GS base.</remarks>
public sealed partial class Scheduler
{
    internal int VectorBytes => _mode.StateBytes;

    /// <summary>A frame for a new thread, who fills it by <see cref="CopyState"/> or <see cref="ResetState"/>: what another left may be in it.</summary>
    internal ThreadFrame TakeFrame()
    {
        if (_spareFrames is { } spare)
        {
            _spareFrames = spare.Next;
            spare.Next = null;
            return spare;
        }

        return new ThreadFrame(_mode.StateBytes);
    }

    /// <summary>Gives a new thread the state of the one that made it.</summary>
    internal void CopyState(Thread from, Thread to)
    {
        to.Registers = from.Registers;
        Save(from);
        if (_loaded == from)
        {
            _mode.SaveState(to.Frame.Vectors);
        }
        else
        {
            _mode.StateOf(from.Frame.Vectors).CopyTo(_mode.StateOf(to.Frame.Vectors));
        }

        to.GsBase = from.GsBase;
    }

    /// <summary>A new program's: everything as in the beginning.</summary>
    internal void ResetState(Thread thread)
    {
        if (_loaded == thread)
        {
            _loaded = null;
        }

        thread.Frame.Clear();
        thread.GsBase = 0;
    }

    internal Span<byte> VectorRoomOf(Thread thread) => _mode.StateOf(thread.Frame.Vectors);

    internal void SaveVectors(Thread thread, Span<byte> to)
    {
        if (_loaded != thread || !_mode.TrySaveState(to))
        {
            Save(thread);
            VectorRoomOf(thread).CopyTo(to);
        }
    }

    internal void LoadVectors(Thread thread)
    {
        if (_loaded == thread)
        {
            _mode.RestoreState(thread.Frame.Vectors);
        }
    }

    internal bool TryLoadVectors(Thread thread, ReadOnlySpan<byte> from) => _loaded == thread && _mode.TryRestoreState(from);

    internal ulong ReadGsBase(Thread thread) => _loaded == thread ? _mode.GsBase : thread.GsBase;

    internal void WriteGsBase(Thread thread, ulong address)
    {
        thread.GsBase = address;
        if (_loaded == thread)
        {
            _mode.GsBase = address;
        }
    }

    private void Save(Thread thread)
    {
        if (_loaded == thread)
        {
            SaveLoaded(thread);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SaveLoaded(Thread thread)
    {
        _mode.SaveState(thread.Frame.Vectors);
        thread.GsBase = _mode.GsBase;
    }

    private void Load(Thread thread)
    {
        if (_loaded != thread)
        {
            Exchange(thread);
        }

        thread.Process.Memory!.Space.Activate();
    }

    private void Exchange(Thread thread)
    {
        if (_loaded is { } before)
        {
            SaveLoaded(before);
        }

        _mode.RestoreState(thread.Frame.Vectors);
        _mode.GsBase = thread.GsBase;
        _loaded = thread;
    }

    /// <summary>A thread has ended: nothing of it stays.</summary>
    private void Forget(Thread thread)
    {
        if (_loaded == thread)
        {
            _loaded = null;
        }

        _ready.Remove(thread);
        thread.State = ThreadState.Exited;
        thread.Frame.Next = _spareFrames;
        _spareFrames = thread.Frame;
    }
}
