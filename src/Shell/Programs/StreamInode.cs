using System;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>A stream of the shell as a program sees it: a pipe between a builtin and a program, the console, what a substitution collects.</summary>
/// <remarks>
/// Owns: a hold on the stream, and a buffer in each direction, because a program's call must not wait inside the shell's task. Two tasks carry
/// bytes between buffers and stream, each only while there is something to carry.
/// States: open → closing (what was written is still being carried) → closed.
/// </remarks>
internal sealed class StreamInode : Inode
{
    private const int BufferBytes = 16384;
    private const ushort OwnerOnly = 0x180;

    private readonly ByteStream _stream;
    private readonly IExecutive _executive;
    private readonly FileEvent _arrived = new();
    private readonly FileEvent _room = new();
    private readonly KernelWaitQueue _drained;
    private readonly Interruption _closing;
    private byte[]? _input;
    private int _inputStart;
    private int _inputEnd;
    private byte[] _output = [];
    private byte[] _carried = [];
    private int _outputCount;
    private Errno _inputError;
    private Errno _outputError;
    private bool _isReading;
    private bool _isWriting;
    private bool _isAtEnd;
    private bool _isClosed;
    private int _openings = 1;

    public StreamInode(AnonymousFileSystem owner, ByteStream stream, IExecutive executive)
        : base(owner, owner.NextNumber(), stream.IsConsole ? InodeKind.CharacterDevice : InodeKind.Fifo, InodeTimes.Fixed)
    {
        _stream = stream.Retain();
        _executive = executive;
        _drained = new KernelWaitQueue(executive);
        _closing = new Interruption(executive);
        Permissions = OwnerOnly;
    }

    private bool IsIdle => _outputCount == 0 && !_isWriting;

    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        count = Math.Min(into.Length, _inputEnd - _inputStart);
        if (count > 0)
        {
            _input.AsSpan(_inputStart, count).CopyTo(into);
            _inputStart += count;
            return FileOutcome.Done;
        }

        if (_isAtEnd)
        {
            Errno error = _inputError;
            _inputError = Errno.None;
            return error;
        }

        if (!_isReading)
        {
            BeginCarryingIn();
        }

        if (_inputEnd == _inputStart && !_isAtEnd)
        {
            return FileOutcome.Blocks(_arrived);
        }

        return TryRead(file, offset, into, out count);
    }

    public override FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count)
    {
        count = 0;
        if (_outputError != Errno.None)
        {
            return _outputError;
        }

        count = Math.Min(from.Length, BufferBytes - _outputCount);
        if (count == 0)
        {
            return FileOutcome.Blocks(_room);
        }

        _output = _output.Length == 0 ? new byte[BufferBytes] : _output;
        from[..count].CopyTo(_output.AsSpan(_outputCount));
        _outputCount += count;
        if (!_isWriting)
        {
            BeginCarryingOut();
        }

        return FileOutcome.Done;
    }

    public override PollEvents Poll(OpenFile file, out FileEvent? changes)
    {
        changes = _arrived;
        if (file.CanRead && !_isReading && _inputEnd == _inputStart && !_isAtEnd)
        {
            BeginCarryingIn();
        }

        return (_inputEnd != _inputStart || _isAtEnd ? PollEvents.Readable : PollEvents.None)
            | (_outputCount < BufferBytes ? PollEvents.Writable : PollEvents.None)
            | (_outputError != Errno.None ? PollEvents.Error : PollEvents.None);
    }

    /// <summary>A program opens it by its name among its descriptors (/proc/self/fd).</summary>
    public override FileOutcome TryOpen(OpenFile file, Credentials who)
    {
        if (_isClosed)
        {
            return Errno.NoDeviceOrAddress;
        }

        _openings++;
        return FileOutcome.Done;
    }

    public override void WakeWaiters(OpenFile file)
    {
        _arrived.WakeAll();
        _room.WakeAll();
    }

    public override void Closed(OpenFile file)
    {
        if (--_openings != 0)
        {
            return;
        }

        _isClosed = true;
        _closing.Request((int)Signal.HangUp);
        if (IsIdle)
        {
            _stream.Release();
        }
    }

    /// <summary>Waits until all that was written has reached the stream.</summary>
    public async KernelTask Drain()
    {
        while (!IsIdle)
        {
            _ = await _drained.Wait();
        }
    }

    private void BeginCarryingIn() => ExecutiveWaits.Detach(CarryIn());

    private void BeginCarryingOut() => ExecutiveWaits.Detach(CarryOut());

    private async KernelTask CarryIn()
    {
        _isReading = true;
        _input ??= new byte[BufferBytes];
        Result<int> read = await _stream.Read(_input, _closing);
        _isReading = false;
        _inputStart = 0;
        _inputEnd = read.Ok(out int count, out Errno error) ? count : 0;
        _inputError = error;
        _isAtEnd = _inputEnd == 0;
        _arrived.WakeAll();
    }

    private async KernelTask CarryOut()
    {
        _isWriting = true;
        await _executive.Yield(); // gathers what a program writes in one turn
        while (_outputCount != 0)
        {
            int count = _outputCount;
            (_output, _carried) = (_carried, _output);
            _outputCount = 0;
            _room.WakeAll();
            Errno error = await _stream.Write(_carried.AsMemory(0, count), null);
            if (error != Errno.None)
            {
                _outputError = error;
                _outputCount = 0;
            }
        }

        _isWriting = false;
        _room.WakeAll();
        _drained.WakeAll();
        if (_isClosed)
        {
            _stream.Release();
        }
    }
}
