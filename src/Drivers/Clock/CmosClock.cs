using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The PC's battery-backed clock.</summary>
/// <remarks>
/// Owns: the index and data ports 0x70 and 0x71 (bit 7 of the index masks NMI and stays clear).
/// While the clock counts up (update in progress, at most 2 ms a second) its registers are not to be trusted, and it may begin between two
/// reads: the time counts when two readings, each begun outside an update, agree.
/// </remarks>
/// <param name="ports">The machine's.</param>
/// <param name="centuryRegister">From the FADT; 0 when there is none.</param>
public sealed class CmosClock(IPortSpace ports, byte centuryRegister)
{
    private const ushort Index = 0x70;
    private const ushort Value = 0x71;
    private const byte StatusA = 0x0a;
    private const byte StatusB = 0x0b;
    private const byte UpdateInProgress = 0x80;

    private const int UpdatePolls = 50_000;
    private const int Attempts = 5;

    /// <summary><see cref="Errno.InputOutput"/>: there is no clock, it is stuck, or it holds no time.</summary>
    public Result<DateTime> ReadUtc()
    {
        if (!TryReadRegisters(out RtcRegisters previous))
        {
            return Errno.InputOutput;
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!TryReadRegisters(out RtcRegisters current))
            {
                return Errno.InputOutput;
            }

            if (current == previous)
            {
                return current.Decode();
            }

            previous = current;
        }

        return Errno.InputOutput;
    }

    private bool TryReadRegisters(out RtcRegisters registers)
    {
        registers = default;
        int polls = 0;
        while ((Read(StatusA) & UpdateInProgress) != 0)
        {
            polls++;
            if (polls == UpdatePolls)
            {
                return false;
            }
        }

        registers = new RtcRegisters
        {
            Second = Read(0x00),
            Minute = Read(0x02),
            Hour = Read(0x04),
            Day = Read(0x07),
            Month = Read(0x08),
            Year = Read(0x09),
            Century = centuryRegister == 0 ? (byte)0 : Read(centuryRegister),
            Format = Read(StatusB),
        };
        return true;
    }

    private byte Read(byte register)
    {
        ports.Write8(Index, (byte)(register & 0x7f));
        return ports.Read8(Value);
    }
}
