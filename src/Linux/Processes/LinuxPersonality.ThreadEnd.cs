using System;
using System.Buffers.Binary;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>What a thread's end tells the program in its own memory (set_tid_address(2), get_robust_list(2)).</remarks>
public sealed partial class LinuxPersonality
{
    private const int MostRobust = 2048;
    private const uint FutexWaiters = 0x8000_0000;
    private const uint FutexOwnerDied = 0x4000_0000;
    private const uint FutexOwner = 0x3fff_ffff;

    /// <remarks>A page that would have to be waited for is left alone: whoever waits on a word in it has it present.</remarks>
    public void ThreadExits(Thread thread)
    {
        if (thread.RobustList != 0)
        {
            ReleaseRobust(thread);
        }

        if (thread.ClearedAtExit != 0 && (thread.Process.Threads.Count > 1 || thread.Process.Memory!.IsShared))
        {
            Span<byte> zero = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(zero, 0);
            if ((thread.ClearedAtExit & 3) == 0 && TryCopyOut(thread, thread.ClearedAtExit, zero).IsDone)
            {
                _ = FutexesOf(thread).Wake(KeyOf(thread, thread.ClearedAtExit, FutexWake), 1, Futexes.AnyBits); // there may be nobody
            }
        }
    }

    /// <summary>Marks the locks that the thread holds as ownerless, and wakes one who waits for each. The list is the program's: it may be anything.</summary>
    private static void ReleaseRobust(Thread thread)
    {
        Span<byte> head = stackalloc byte[(int)RobustListBytes];
        if (!TryCopyIn(thread, thread.RobustList, head).IsDone)
        {
            return;
        }

        ulong offset = Word(head, 8);
        ulong pending = Word(head, 16) & ~1ul;
        ulong entry = Word(head, 0) & ~1ul;
        Span<byte> next = stackalloc byte[sizeof(ulong)];
        for (int i = 0; i < MostRobust && entry != thread.RobustList; i++)
        {
            bool isReadable = TryCopyIn(thread, entry, next).IsDone;
            if (entry != pending)
            {
                ReleaseFutex(thread, unchecked(entry + offset));
            }

            if (!isReadable)
            {
                return;
            }

            entry = Word(next, 0) & ~1ul;
        }

        if (pending != 0)
        {
            ReleaseFutex(thread, unchecked(pending + offset));
        }
    }

    private static void ReleaseFutex(Thread thread, ulong address)
    {
        if ((address & 3) != 0 || !TryReadFutex(thread, address, out uint word).IsDone || (word & FutexOwner) != (uint)thread.ThreadId)
        {
            return;
        }

        Span<byte> room = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(room, (word & FutexWaiters) | FutexOwnerDied);
        if (TryCopyOut(thread, address, room).IsDone && (word & FutexWaiters) != 0)
        {
            _ = FutexesOf(thread).Wake(KeyOf(thread, address, FutexWake), 1, Futexes.AnyBits);
        }
    }
}
