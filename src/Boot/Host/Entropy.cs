using System.Numerics;
using System.Runtime.CompilerServices;
using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>Random bytes: ChaCha20 (RFC 8439) keyed from RDRAND, the time-stamp counter and the date, rekeyed after every request.</summary>
/// <remarks>Rekeying means that who reads the state later cannot work out what was given before (fast key erasure).</remarks>
internal static unsafe class Entropy
{
    private const int Words = 16;

    private static Block _state;
    private static bool _seeded;

    public static long Fill(byte* destination, ulong bytes)
    {
        if (!_seeded)
        {
            Seed();
        }

        Block output;
        Unsafe.SkipInit(out output);
        ulong done = 0;
        while (done < bytes)
        {
            Next(ref output);
            for (int i = 0; i < Words * 4 && done < bytes; i++)
            {
                destination[done++] = (byte)(output[i / 4] >> (8 * (i % 4)) & 0xff);
            }
        }

        Rekey(ref output);
        return (long)bytes;
    }

    private static void Seed()
    {
        _state[0] = 0x61707865;
        _state[1] = 0x3320646e;
        _state[2] = 0x79622d32;
        _state[3] = 0x6b206574;
        ulong mixed = Clock.WallAtBoot;
        for (int i = 4; i < Words; i++)
        {
            ulong random = 0;
            if (CpuFeatures.HasRandom)
            {
                for (int attempt = 0; attempt < 10 && Cpu.ReadRandom(&random) == 0; attempt++)
                {
                }
            }

            mixed = unchecked((mixed ^ random ^ Cpu.ReadTimeStamp()) * 0x9e37_79b9_7f4a_7c15);
            _state[i] = (uint)(mixed >> 32);
        }

        _seeded = true;
        Block discarded;
        Unsafe.SkipInit(out discarded);
        Rekey(ref discarded);
    }

    private static void Rekey(ref Block output)
    {
        Next(ref output);
        for (int i = 0; i < 8; i++)
        {
            _state[4 + i] = output[i];
            output[i] = 0;
        }
    }

    private static void Next(ref Block output)
    {
        unchecked
        {
            for (int i = 0; i < Words; i++)
            {
                output[i] = _state[i];
            }

            for (int round = 0; round < 10; round++)
            {
                Quarter(ref output, 0, 4, 8, 12);
                Quarter(ref output, 1, 5, 9, 13);
                Quarter(ref output, 2, 6, 10, 14);
                Quarter(ref output, 3, 7, 11, 15);
                Quarter(ref output, 0, 5, 10, 15);
                Quarter(ref output, 1, 6, 11, 12);
                Quarter(ref output, 2, 7, 8, 13);
                Quarter(ref output, 3, 4, 9, 14);
            }

            for (int i = 0; i < Words; i++)
            {
                output[i] += _state[i];
            }

            if (++_state[12] == 0)
            {
                _state[13]++;
            }
        }
    }

    private static void Quarter(ref Block x, int a, int b, int c, int d)
    {
        unchecked
        {
            x[a] += x[b];
            x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 16);
            x[c] += x[d];
            x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 12);
            x[a] += x[b];
            x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 8);
            x[c] += x[d];
            x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 7);
        }
    }

    [InlineArray(Words)]
    private struct Block
    {
        private uint _first;
    }
}
