using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Reading a program's vector of buffers (struct iovec, readv(2)).</remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>IOV_MAX.</summary>
    private const int MostSegments = 1024;
    private const int SegmentBytes = 16;
    private const int SegmentsAtOnce = 16;

    // The vector of the call that is being dispatched. It is read anew when the call goes on, so that nothing of it is kept.
    private readonly FileSegment[] _segments = new FileSegment[MostSegments];

    /// <summary>Invalid for too many, or for lengths that together are no ssize_t; what is beyond <see cref="MostTransferBytes"/> is left out.</summary>
    private FileOutcome TryReadSegments(Thread thread, ulong address, ulong count, out FileBuffer buffer)
    {
        buffer = default;
        if (count > MostSegments)
        {
            return Errno.Invalid;
        }

        Span<byte> room = stackalloc byte[SegmentBytes * SegmentsAtOnce];
        ulong total = 0;
        for (int done = 0; done < (int)count; done += SegmentsAtOnce)
        {
            int chunk = Math.Min(SegmentsAtOnce, (int)count - done);
            FileOutcome outcome = TryCopyIn(thread, unchecked(address + (ulong)(done * SegmentBytes)), room[..(chunk * SegmentBytes)]);
            if (!outcome.IsDone)
            {
                return outcome;
            }

            for (int i = 0; i < chunk; i++)
            {
                ulong start = BinaryPrimitives.ReadUInt64LittleEndian(room[(i * SegmentBytes)..]);
                ulong length = BinaryPrimitives.ReadUInt64LittleEndian(room[((i * SegmentBytes) + 8)..]);
                if (length > long.MaxValue - total)
                {
                    return Errno.Invalid;
                }

                ulong left = MostTransferBytes - Math.Min(total, MostTransferBytes);
                total += length;
                _segments[done + i] = new FileSegment(new VirtualAddress(start), (int)Math.Min(length, left));
            }
        }

        buffer = new FileBuffer(thread.Process.Memory!.Space, _segments, (int)Math.Min(total, MostTransferBytes));
        return FileOutcome.Done;
    }
}
