using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Vela.SelfTests;

namespace Vela.Tests.Boot;

/// <summary>Takes frames out of the bytes of a serial line, and tells what on the line was no frame.</summary>
/// <remarks>
/// Bytes may come in any portions. A damaged frame costs only itself: the reader goes on at the next magic. Nothing is dropped
/// silently: bytes outside frames, checksums that do not match and gaps in the numbering each leave a line in <see cref="Complaints"/>.
/// </remarks>
internal sealed class FrameReader
{
    private readonly List<byte> _pending = [];
    private readonly List<ReceivedFrame> _frames = [];
    private readonly List<string> _complaints = [];
    private readonly List<byte> _noise = [];
    private uint _expected;

    public IReadOnlyList<ReceivedFrame> Frames => _frames;

    public IReadOnlyList<string> Complaints => _complaints;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _pending.AddRange(bytes);
        while (TakeOne())
        {
        }
    }

    /// <summary>The line is closed: what is left of an unfinished frame is a complaint too.</summary>
    public void End()
    {
        while (_pending.Count > 0)
        {
            // An unfinished frame may hide whole ones behind a damaged length.
            int next = IndexOfMagic(1);
            int lost = next < 0 ? _pending.Count : next;
            Complain("the line ended inside a frame", [.. _pending[..lost]]);
            _pending.RemoveRange(0, lost);
            while (TakeOne())
            {
            }
        }

        EndNoise();
    }

    private bool TakeOne()
    {
        int start = IndexOfMagic(0);
        int noise = start >= 0 ? start : _pending.Count - MagicPrefixAtEnd();
        if (noise > 0)
        {
            _noise.AddRange(_pending[..noise]);
            _pending.RemoveRange(0, noise);
        }

        if (start < 0 || _pending.Count < FrameLayout.HeaderSize)
        {
            return false;
        }

        EndNoise();
        byte[] header = [.. _pending[..FrameLayout.HeaderSize]];
        int end = FrameLayout.HeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(FrameLayout.LengthOffset));
        if (_pending.Count < end + FrameLayout.ChecksumSize)
        {
            return false;
        }

        byte[] frame = [.. _pending[..(end + FrameLayout.ChecksumSize)]];
        uint checksum = FrameLayout.Checksum(frame.AsSpan(FrameLayout.SequenceOffset, end - FrameLayout.SequenceOffset));
        if (checksum != BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(end)))
        {
            int next = IndexOfMagic(1);
            int damaged = next < 0 ? frame.Length : Math.Min(next, frame.Length);
            Complain("a frame with a wrong checksum", [.. _pending[..damaged]]);
            _pending.RemoveRange(0, damaged);
            return true;
        }

        _pending.RemoveRange(0, frame.Length);
        Accept(frame, end);
        return true;
    }

    private void Accept(byte[] frame, int end)
    {
        uint sequence = BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(FrameLayout.SequenceOffset));
        if (sequence != _expected)
        {
            _complaints.Add($"frame {sequence} where {_expected} was due: frames are lost or repeated");
        }

        _expected = unchecked(sequence + 1);
        string payload = Encoding.UTF8.GetString(frame, FrameLayout.HeaderSize, end - FrameLayout.HeaderSize);
        _frames.Add(new ReceivedFrame(sequence, (FrameKind)frame[FrameLayout.KindOffset], payload.Split('\0')));
    }

    private int IndexOfMagic(int from)
    {
        int found = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending)[Math.Min(from, _pending.Count)..].IndexOf(FrameLayout.Magic);
        return found < 0 ? -1 : found + from;
    }

    /// <summary>How many bytes at the end may be the start of a magic whose rest is still to come.</summary>
    private int MagicPrefixAtEnd()
    {
        Span<byte> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending);
        for (int length = Math.Min(FrameLayout.Magic.Length - 1, all.Length); length > 0; length--)
        {
            if (all[^length..].SequenceEqual(FrameLayout.Magic[..length]))
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>What came between two frames is one complaint, in however many portions it came.</summary>
    private void EndNoise()
    {
        if (_noise.Count > 0)
        {
            Complain("bytes that are no frame", [.. _noise]);
            _noise.Clear();
        }
    }

    private void Complain(string what, byte[] bytes) =>
        _complaints.Add($"{what}: {bytes.Length} bytes, starting \"{Printable(Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 80))))}\"");

    private static string Printable(string text)
    {
        StringBuilder result = new();
        foreach (char c in text)
        {
            _ = c is >= ' ' and < '\u007f' ? result.Append(c) : result.Append($"\\x{(int)c:x2}");
        }

        return result.ToString();
    }
}
