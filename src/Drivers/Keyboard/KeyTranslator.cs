using System;

namespace Vela.Drivers;

/// <summary>From keys to the bytes that a terminal sends for them, as xterm does.</summary>
/// <remarks>Owns: which modifiers are held and which locks are on. Source: xterm's ctlseqs, "PC-Style Function Keys".</remarks>
public sealed class KeyTranslator
{
    /// <summary>No key sends more bytes than this.</summary>
    public const int MaxBytes = 8;

    private const byte EscapeByte = 0x1b;

    private HeldModifiers _held;

    [Flags]
    private enum HeldModifiers : byte
    {
        None = 0,
        LeftShift = 1,
        RightShift = 2,
        LeftControl = 4,
        RightControl = 8,
        LeftAlt = 16,
        RightAlt = 32,
    }

    /// <summary>The locks that are on. Num lock is at first, as keypads are used.</summary>
    public KeyboardLeds Locks { get; private set; } = KeyboardLeds.NumLock;

    public KeyModifiers Modifiers =>
        ((_held & (HeldModifiers.LeftShift | HeldModifiers.RightShift)) != 0 ? KeyModifiers.Shift : 0)
        | ((_held & (HeldModifiers.LeftControl | HeldModifiers.RightControl)) != 0 ? KeyModifiers.Control : 0)
        | ((_held & (HeldModifiers.LeftAlt | HeldModifiers.RightAlt)) != 0 ? KeyModifiers.Alt : 0);

    /// <summary>Takes a key and writes what it sends.</summary>
    /// <param name="input">The key.</param>
    /// <param name="cursorKeys">What the program at the terminal has asked for.</param>
    /// <param name="bytes">At least <see cref="MaxBytes"/>.</param>
    /// <param name="count">How many bytes it sends.</param>
    public KeyAction Translate(KeyEvent input, CursorKeys cursorKeys, Span<byte> bytes, out int count)
    {
        count = 0;
        HeldModifiers modifier = ModifierOf(input.Key);
        if (modifier != HeldModifiers.None)
        {
            _held = input.Motion == KeyMotion.Pressed ? _held | modifier : _held & ~modifier;
            return KeyAction.None;
        }

        if (input.Motion == KeyMotion.Released)
        {
            return KeyAction.None;
        }

        KeyboardLeds toggled = LockOf(input.Key);
        if (toggled != KeyboardLeds.None)
        {
            Locks ^= toggled;
            return KeyAction.UpdateLeds;
        }

        KeyAction action = ActionOf(input.Key);
        if (action == KeyAction.None)
        {
            KeySequence sequence = new(bytes);
            Send(ResolveKeypad(input.Key), cursorKeys, ref sequence);
            count = sequence.Count;
        }

        return action;
    }

    private static HeldModifiers ModifierOf(Key key) => key switch
    {
        Key.LeftShift => HeldModifiers.LeftShift,
        Key.RightShift => HeldModifiers.RightShift,
        Key.LeftControl => HeldModifiers.LeftControl,
        Key.RightControl => HeldModifiers.RightControl,
        Key.LeftAlt => HeldModifiers.LeftAlt,
        Key.RightAlt => HeldModifiers.RightAlt,
        _ => HeldModifiers.None,
    };

    private static KeyboardLeds LockOf(Key key) => key switch
    {
        Key.CapsLock => KeyboardLeds.CapsLock,
        Key.NumLock => KeyboardLeds.NumLock,
        Key.ScrollLock => KeyboardLeds.ScrollLock,
        _ => KeyboardLeds.None,
    };

    private KeyAction ActionOf(Key key) => (key, Modifiers) switch
    {
        (Key.PageUp, KeyModifiers.Shift) => KeyAction.ScrollBack,
        (Key.PageDown, KeyModifiers.Shift) => KeyAction.ScrollForward,
        (Key.Delete, KeyModifiers.Control | KeyModifiers.Alt) => KeyAction.Reboot,
        _ => KeyAction.None,
    };

    /// <summary>The keypad's digits are cursor keys without num lock, and with it while shift is held.</summary>
    private Key ResolveKeypad(Key key)
    {
        bool digits = (Locks & KeyboardLeds.NumLock) != 0 && (Modifiers & KeyModifiers.Shift) == 0;
        return digits ? key : key switch
        {
            Key.Keypad0 => Key.Insert,
            Key.Keypad1 => Key.End,
            Key.Keypad2 => Key.Down,
            Key.Keypad3 => Key.PageDown,
            Key.Keypad4 => Key.Left,
            Key.Keypad6 => Key.Right,
            Key.Keypad7 => Key.Home,
            Key.Keypad8 => Key.Up,
            Key.Keypad9 => Key.PageUp,
            Key.KeypadPeriod => Key.Delete,
            _ => key,
        };
    }

    private void Send(Key key, CursorKeys cursorKeys, ref KeySequence sequence)
    {
        byte character = UsLayout.Character(key, Modifiers, Locks);
        if (character == 0)
        {
            character = KeypadCharacter(key);
        }

        if (character != 0)
        {
            SendCharacter(character, ref sequence);
            return;
        }

        switch (key)
        {
            case Key.Enter or Key.KeypadEnter: SendPlain((byte)'\r', ref sequence); break;
            case Key.Escape: SendPlain(EscapeByte, ref sequence); break;
            case Key.Backspace: SendPlain((Modifiers & KeyModifiers.Control) != 0 ? (byte)0x08 : (byte)0x7f, ref sequence); break;
            case Key.Tab when (Modifiers & KeyModifiers.Shift) != 0: sequence.Put("\e[Z"u8); break;
            case Key.Tab: SendPlain((byte)'\t', ref sequence); break;
            case Key.Up: SendCursor((byte)'A', cursorKeys, ref sequence); break;
            case Key.Down: SendCursor((byte)'B', cursorKeys, ref sequence); break;
            case Key.Right: SendCursor((byte)'C', cursorKeys, ref sequence); break;
            case Key.Left: SendCursor((byte)'D', cursorKeys, ref sequence); break;
            case Key.Home: SendCursor((byte)'H', cursorKeys, ref sequence); break;
            case Key.End: SendCursor((byte)'F', cursorKeys, ref sequence); break;
            case >= Key.F1 and <= Key.F4: SendCursor((byte)('P' + (key - Key.F1)), CursorKeys.Application, ref sequence); break;
            default: SendNumbered(NumberOf(key), ref sequence); break;
        }
    }

    private static byte KeypadCharacter(Key key) => key switch
    {
        >= Key.Keypad0 and <= Key.Keypad9 => (byte)('0' + (key - Key.Keypad0)),
        Key.KeypadPeriod => (byte)'.',
        Key.KeypadPlus => (byte)'+',
        Key.KeypadMinus => (byte)'-',
        Key.KeypadMultiply => (byte)'*',
        Key.KeypadDivide => (byte)'/',
        _ => 0,
    };

    private void SendCharacter(byte character, ref KeySequence sequence) =>
        SendPlain((Modifiers & KeyModifiers.Control) != 0 ? WithControl(character) : character, ref sequence);

    /// <summary>A byte, after ESC while Alt is held.</summary>
    private void SendPlain(byte value, ref KeySequence sequence)
    {
        if ((Modifiers & KeyModifiers.Alt) != 0)
        {
            sequence.Put(EscapeByte);
        }

        sequence.Put(value);
    }

    /// <summary>The control character of a key (VT220 manual, table 3-5): letters, and the digits and marks that stand for the others.</summary>
    private static byte WithControl(byte character) => character switch
    {
        >= (byte)'a' and <= (byte)'z' or >= (byte)'@' and <= (byte)'_' => (byte)(character & 0x1f),
        (byte)' ' or (byte)'2' or (byte)'`' => 0,
        >= (byte)'3' and <= (byte)'7' => (byte)(character - '3' + 0x1b),
        (byte)'8' or (byte)'?' => 0x7f,
        (byte)'~' => 0x1e,
        (byte)'/' => 0x1f,
        _ => character,
    };

    private void SendCursor(byte final, CursorKeys cursorKeys, ref KeySequence sequence)
    {
        if (Modifiers != KeyModifiers.None)
        {
            sequence.Put("\e[1;"u8);
            sequence.PutNumber(1 + (int)Modifiers);
        }
        else
        {
            sequence.Put(cursorKeys == CursorKeys.Application ? "\eO"u8 : "\e["u8);
        }

        sequence.Put(final);
    }

    private static int NumberOf(Key key) => key switch
    {
        Key.Insert => 2,
        Key.Delete => 3,
        Key.PageUp => 5,
        Key.PageDown => 6,
        Key.F5 => 15,
        Key.F6 => 17,
        Key.F7 => 18,
        Key.F8 => 19,
        Key.F9 => 20,
        Key.F10 => 21,
        Key.F11 => 23,
        Key.F12 => 24,
        Key.Menu => 29,
        _ => 0,
    };

    private void SendNumbered(int number, ref KeySequence sequence)
    {
        if (number == 0)
        {
            return;
        }

        sequence.Put("\e["u8);
        sequence.PutNumber(number);
        if (Modifiers != KeyModifiers.None)
        {
            sequence.Put((byte)';');
            sequence.PutNumber(1 + (int)Modifiers);
        }

        sequence.Put((byte)'~');
    }
}
