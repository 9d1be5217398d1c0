using System;
using Vela.Fs;

namespace Vela.Processes;

/// <remarks>Reading: by lines, or by bytes with VMIN and VTIME (termios(3), "Canonical and noncanonical mode").</remarks>
public sealed partial class Terminal
{
    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = 0;
        if (IsHungUp(file))
        {
            return FileOutcome.Done; // the end
        }

        int before = _input.Count;
        FileOutcome outcome = Rule == InputRule.Lines ? TryReadLine(into, out count) : TryReadBytes(file, into, out count);
        if (_input.Count != before)
        {
            _device.InputTaken();
        }

        return outcome;
    }

    private FileOutcome TryReadLine(Span<byte> into, out int count)
    {
        count = 0;
        if (_input.ReadableCount == 0)
        {
            return FileOutcome.Blocks(_readable);
        }

        while (count < into.Length && _input.ReadableCount != 0)
        {
            ulong at = _input.Start;
            bool isEnd = _input.IsEnd(at);
            bool isEndOfFile = IsEndOfFile(at);
            if (!isEndOfFile)
            {
                into[count++] = _input[at];
            }

            _input.Skip(1);
            if (isEnd)
            {
                return FileOutcome.Done;
            }
        }

        // An end of file right behind what was read has done its work: it ended this read, not the next one.
        if (_input.ReadableCount != 0 && IsEndOfFile(_input.Start))
        {
            _input.Skip(1);
        }

        return FileOutcome.Done;
    }

    private FileOutcome TryReadBytes(OpenFile file, Span<byte> into, out int count)
    {
        count = 0;
        int minimum = Math.Min(_settings[ControlCharacter.Minimum], into.Length);
        byte tenths = _settings[ControlCharacter.Time];
        int there = _input.Count;
        bool isEnough = there >= Math.Max(minimum, 1) || (there != 0 && (file.Flags & OpenFlags.NonBlocking) != 0);
        if (!isEnough && (minimum != 0 || tenths != 0))
        {
            // With a minimum, the time runs from byte to byte and not before the first; without one, from the call on.
            isEnough = tenths != 0 && (minimum == 0 || there != 0) && _timer.HasRunOut(there, tenths);
            if (!isEnough)
            {
                return FileOutcome.Blocks(_readable);
            }
        }

        _timer.Stop();
        count = _input.Take(into);
        return FileOutcome.Done;
    }

    private bool IsEndOfFile(ulong position) => _input[position] == EndOfFileMark && _input.IsEnd(position);

    /// <summary>The clock of the read that waits now; reads at the same time share it.</summary>
    /// <remarks>States: stopped → running (for a number of bytes there; another number starts it anew) → run out → stopped.</remarks>
    private sealed class ReadTimer(Terminal terminal, IDeadlineQueue queue) : Deadline
    {
        private const ulong Tenth = 100_000_000;

        private int _bytes;
        private bool _hasRunOut;

        /// <summary>Whether the time is over since there were so many bytes; starts it when it has not begun.</summary>
        public bool HasRunOut(int bytes, byte tenths)
        {
            if (_hasRunOut && _bytes == bytes)
            {
                return true;
            }

            if (!IsPending || _bytes != bytes)
            {
                Stop();
                _bytes = bytes;
                DueNanoseconds = queue.NowNanoseconds + (tenths * Tenth);
                queue.Add(this);
            }

            return false;
        }

        public void Stop()
        {
            queue.Remove(this);
            _hasRunOut = false;
        }

        public override void Fire()
        {
            // When nobody waits any more the read was given up, and the next one starts anew.
            _hasRunOut = terminal._readable.HasWaiters;
            terminal._readable.WakeAll();
        }
    }
}
