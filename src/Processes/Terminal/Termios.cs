using System;
using System.Buffers.Binary;

namespace Vela.Processes;

/// <summary>A terminal's settings, as the kernel has them on x86-64 (termios(3); the C library's structure is another).</summary>
/// <remarks>Bytes: input modes 0, output modes 4, control modes 8, local modes 12, line discipline 16, control characters 17 to 35.</remarks>
public struct Termios
{
    /// <summary>In bytes.</summary>
    public const int Size = 36;

    public InputModes Input;
    public OutputModes Output;
    public ControlModes Control;
    public LocalModes Local;

    /// <summary>The line discipline's number; 0 is the only one.</summary>
    public byte Line;
    public ControlCharacters Characters;

    /// <summary>What a terminal starts with on Linux (INIT_C_CC; tty_std_termios).</summary>
    public static Termios Default
    {
        get
        {
            Termios settings = new()
            {
                Input = InputModes.ReturnToNewline | InputModes.FlowControl,
                Output = OutputModes.Process | OutputModes.NewlineToReturnNewline,
                Control = ControlModes.Speed38400 | ControlModes.EightBits | ControlModes.Receive | ControlModes.HangUpOnClose,
                Local = LocalModes.Signals | LocalModes.Canonical | LocalModes.Echo | LocalModes.EchoErase | LocalModes.EchoKill
                    | LocalModes.EchoControl | LocalModes.EchoKillErase | LocalModes.Extended,
            };
            ReadOnlySpan<byte> characters = [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0];
            characters.CopyTo(settings.Characters);
            return settings;
        }
    }

    public readonly byte this[ControlCharacter which] => Characters[(int)which];

    /// <summary>From <see cref="Size"/> bytes.</summary>
    public static Termios Read(ReadOnlySpan<byte> from)
    {
        Termios settings = new()
        {
            Input = (InputModes)BinaryPrimitives.ReadUInt32LittleEndian(from),
            Output = (OutputModes)BinaryPrimitives.ReadUInt32LittleEndian(from[4..]),
            Control = (ControlModes)BinaryPrimitives.ReadUInt32LittleEndian(from[8..]),
            Local = (LocalModes)BinaryPrimitives.ReadUInt32LittleEndian(from[12..]),
            Line = from[16],
        };
        from[17..Size].CopyTo(settings.Characters);
        return settings;
    }

    /// <summary>To <see cref="Size"/> bytes.</summary>
    public readonly void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)Input);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], (uint)Output);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], (uint)Control);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], (uint)Local);
        into[16] = Line;
        ((ReadOnlySpan<byte>)Characters).CopyTo(into[17..]);
    }

    public readonly bool Has(InputModes mode) => (Input & mode) != 0;

    public readonly bool Has(LocalModes mode) => (Local & mode) != 0;

    /// <summary>Whether a byte is a control character that is in use.</summary>
    public readonly bool Is(byte value, ControlCharacter which) => value != 0 && value == this[which];
}
