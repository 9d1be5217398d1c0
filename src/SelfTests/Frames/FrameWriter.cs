using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vela.SelfTests;

/// <summary>Sends test results to the host, one whole frame at a time.</summary>
/// <remarks>Owns: the sequence number and one buffer. Not for use from two threads at once: the runner alone reports.</remarks>
public sealed class FrameWriter(IFrameSink sink)
{
    private readonly byte[] _frame = new byte[FrameLayout.HeaderSize + FrameLayout.LongestPayload + FrameLayout.ChecksumSize];
    private uint _sequence;

    public void SuiteStart(int expected) => Send(FrameKind.SuiteStart, Number(expected));

    public void TestStart(string name) => Send(FrameKind.TestStart, name);

    public void TestPass(string name, long nanoseconds) => Send(FrameKind.TestPass, name, Number(nanoseconds));

    public void TestFail(string name, string message) => Send(FrameKind.TestFail, name, message);

    public void Note(string text) => Send(FrameKind.Note, text);

    public void SuiteEnd(int passed, int failed) => Send(FrameKind.SuiteEnd, Number(passed), Number(failed));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private void Send(FrameKind kind, params ReadOnlySpan<string> fields)
    {
        Span<byte> payload = _frame.AsSpan(FrameLayout.HeaderSize, FrameLayout.LongestPayload);
        int length = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0 && length < payload.Length)
            {
                payload[length++] = 0;
            }

            length += Encode(fields[i], payload[length..]);
        }

        FrameLayout.Magic.CopyTo(_frame);
        BinaryPrimitives.WriteUInt32LittleEndian(_frame.AsSpan(FrameLayout.SequenceOffset), _sequence++);
        _frame[FrameLayout.KindOffset] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(_frame.AsSpan(FrameLayout.LengthOffset), (ushort)length);
        int end = FrameLayout.HeaderSize + length;
        int start = FrameLayout.SequenceOffset;
        BinaryPrimitives.WriteUInt32LittleEndian(_frame.AsSpan(end), FrameLayout.Checksum(_frame.AsSpan(start, end - start)));
        sink.Write(_frame.AsSpan(0, end + FrameLayout.ChecksumSize));
    }

    /// <summary>Encodes what fits; a longer text is cut between characters, and a zero in it becomes a blank.</summary>
    private static int Encode(string text, Span<byte> into)
    {
        Encoding.UTF8.GetEncoder().Convert(text, into, flush: true, out _, out int written, out _);
        into[..written].Replace((byte)0, (byte)' ');
        return written;
    }
}
