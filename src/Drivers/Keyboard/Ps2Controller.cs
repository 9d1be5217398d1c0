using Vela.Hal;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The PC's keyboard controller (Intel 8042) with a keyboard on its first port. A mouse on the second is kept quiet.</summary>
/// <remarks>
/// Owns: ports 0x60 and 0x64. Does not own: what the bytes mean, interrupt lines.
/// Every wait is bounded; a machine without the controller (its status reads as all ones) answers <see cref="Errno.NoDevice"/>.
/// Sources: Intel 8042 data sheet; IBM PS/2 Hardware Interface Technical Reference, keyboard and auxiliary device controller.
/// </remarks>
public sealed class Ps2Controller(IPortSpace ports)
{
    private const ushort Data = 0x60;
    private const ushort Status = 0x64;
    private const ushort Command = 0x64;

    private const byte OutputFull = 0x01;
    private const byte InputFull = 0x02;
    private const byte FromSecondPort = 0x20;

    private const byte ReadConfiguration = 0x20;
    private const byte WriteConfiguration = 0x60;
    private const byte DisableSecondPort = 0xa7;
    private const byte SelfTest = 0xaa;
    private const byte DisableFirstPort = 0xad;
    private const byte EnableFirstPort = 0xae;
    private const byte PulseReset = 0xfe;
    private const byte SelfTestPassed = 0x55;

    private const byte FirstInterrupt = 0x01;
    private const byte SecondInterrupt = 0x02;
    private const byte FirstClockOff = 0x10;
    private const byte SecondClockOff = 0x20;
    private const byte TranslateToSet1 = 0x40;

    private const byte KeyboardEnable = 0xf4;
    private const byte KeyboardSetLeds = 0xed;
    private const byte Acknowledge = 0xfa;
    private const byte Resend = 0xfe;

    /// <summary>A port read takes about a microsecond, a keyboard's answer up to 20 ms.</summary>
    private const int Patience = 30_000;

    /// <summary>Sets the controller up: translation to set 1 on, the keyboard's interrupt on, the second port off.</summary>
    /// <returns><see cref="Errno.NoDevice"/>: no controller. <see cref="Errno.InputOutput"/>: it fails its own test, or no keyboard answers.</returns>
    public Errno Initialize()
    {
        if (ports.Read8(Status) == 0xff)
        {
            return Errno.NoDevice;
        }

        if (!Send(DisableFirstPort) || !Send(DisableSecondPort))
        {
            return Errno.NoDevice;
        }

        Drain();
        if (!Send(SelfTest) || !Await(out byte result) || result != SelfTestPassed)
        {
            return Errno.InputOutput;
        }

        if (!Send(ReadConfiguration) || !Await(out byte configuration))
        {
            return Errno.InputOutput;
        }

        int wanted = (configuration | FirstInterrupt | SecondClockOff | TranslateToSet1) & ~(SecondInterrupt | FirstClockOff);
        if (!Send(WriteConfiguration) || !SendData((byte)wanted) || !Send(EnableFirstPort))
        {
            return Errno.InputOutput;
        }

        return Tell(KeyboardEnable);
    }

    /// <summary>The next byte from the keyboard. Bytes of a mouse are thrown away.</summary>
    public bool TryRead(out byte value)
    {
        while (true)
        {
            byte status = ports.Read8(Status);
            if ((status & OutputFull) == 0 || status == 0xff)
            {
                value = 0;
                return false;
            }

            value = ports.Read8(Data);
            if ((status & FromSecondPort) == 0)
            {
                return true;
            }
        }
    }

    public Errno SetLeds(KeyboardLeds leds)
    {
        Errno error = Tell(KeyboardSetLeds);
        return error != Errno.None ? error : Tell((byte)leds);
    }

    /// <summary>Pulls the processor's reset line, the oldest way to restart a PC.</summary>
    public void ResetMachine()
    {
        _ = AwaitRoom();
        ports.Write8(Command, PulseReset);
    }

    /// <summary>Sends a byte to the keyboard until it acknowledges it, three times at most. Keys typed meanwhile are lost.</summary>
    private Errno Tell(byte value)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            if (!SendData(value))
            {
                return Errno.InputOutput;
            }

            byte answer;
            do
            {
                if (!Await(out answer))
                {
                    return Errno.InputOutput;
                }
            }
            while (answer is not (Acknowledge or Resend));

            if (answer == Acknowledge)
            {
                return Errno.None;
            }
        }

        return Errno.InputOutput;
    }

    private bool Send(byte command)
    {
        if (!AwaitRoom())
        {
            return false;
        }

        ports.Write8(Command, command);
        return true;
    }

    private bool SendData(byte value)
    {
        if (!AwaitRoom())
        {
            return false;
        }

        ports.Write8(Data, value);
        return true;
    }

    private bool AwaitRoom()
    {
        for (int polls = 0; polls < Patience; polls++)
        {
            if ((ports.Read8(Status) & InputFull) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool Await(out byte value)
    {
        for (int polls = 0; polls < Patience; polls++)
        {
            if (TryRead(out value))
            {
                return true;
            }
        }

        value = 0;
        return false;
    }

    private void Drain()
    {
        for (int count = 0; count < 64 && (ports.Read8(Status) & OutputFull) != 0; count++)
        {
            _ = ports.Read8(Data);
        }
    }
}
