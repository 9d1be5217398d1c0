using System;
using static Vela.Drivers.Key;

namespace Vela.Drivers;

/// <summary>Which key a scan code is (Microsoft, "Keyboard Scan Code Specification", appendices A and C).</summary>
internal static class ScanCodes
{
    public const byte Extension = 0xe0;
    public const byte PauseExtension = 0xe1;
    public const byte Set2Release = 0xf0;

    private static ReadOnlySpan<Key> Set1 =>
    [
        None, Escape, Digit1, Digit2, Digit3, Digit4, Digit5, Digit6, Digit7, Digit8, Digit9, Digit0, Minus, Equal, Backspace, Tab,
        Q, W, E, R, T, Y, U, I, O, P, LeftBracket, RightBracket, Enter, LeftControl, A, S,
        D, F, G, H, J, K, L, Semicolon, Quote, Backquote, LeftShift, Backslash, Z, X, C, V,
        B, N, M, Comma, Period, Slash, RightShift, KeypadMultiply, LeftAlt, Space, CapsLock, F1, F2, F3, F4, F5,
        F6, F7, F8, F9, F10, NumLock, ScrollLock, Keypad7, Keypad8, Keypad9, KeypadMinus, Keypad4, Keypad5, Keypad6, KeypadPlus, Keypad1,
        Keypad2, Keypad3, Keypad0, KeypadPeriod, PrintScreen, None, NonUsBackslash, F11, F12,
    ];

    private static ReadOnlySpan<Key> Set2 =>
    [
        None, F9, None, F5, F3, F1, F2, F12, None, F10, F8, F6, F4, Tab, Backquote, None,
        None, LeftAlt, LeftShift, None, LeftControl, Q, Digit1, None, None, None, Z, S, A, W, Digit2, None,
        None, C, X, D, E, Digit4, Digit3, None, None, Space, V, F, T, R, Digit5, None,
        None, N, B, H, G, Y, Digit6, None, None, None, M, J, U, Digit7, Digit8, None,
        None, Comma, K, I, O, Digit0, Digit9, None, None, Period, Slash, L, Semicolon, P, Minus, None,
        None, None, Quote, None, LeftBracket, Equal, None, None, CapsLock, RightShift, Enter, RightBracket, None, Backslash, None, None,
        None, NonUsBackslash, None, None, None, None, Backspace, None, None, Keypad1, None, Keypad4, Keypad7, None, None, None,
        Keypad0, KeypadPeriod, Keypad2, Keypad5, Keypad6, Keypad8, Escape, NumLock, F11, KeypadPlus, Keypad3, KeypadMinus, KeypadMultiply,
        Keypad9, ScrollLock, None, None, None, None, F7, PrintScreen,
    ];

    /// <param name="set">Which numbering.</param>
    /// <param name="code">Without the release mark.</param>
    /// <param name="extended">After 0xe0; what is not in the table there (the fake shifts around some keys) is no key.</param>
    public static Key Find(ScanCodeSet set, byte code, KeyPlane extended)
    {
        if (extended == KeyPlane.Extended)
        {
            return set == ScanCodeSet.Set1 ? Extended1(code) : Extended2(code);
        }

        ReadOnlySpan<Key> table = set == ScanCodeSet.Set1 ? Set1 : Set2;
        return code < table.Length ? table[code] : None;
    }

    private static Key Extended1(byte code) => code switch
    {
        0x1c => KeypadEnter,
        0x1d => RightControl,
        0x35 => KeypadDivide,
        0x37 => PrintScreen,
        0x38 => RightAlt,
        0x46 => Pause,
        0x47 => Home,
        0x48 => Up,
        0x49 => PageUp,
        0x4b => Left,
        0x4d => Right,
        0x4f => End,
        0x50 => Down,
        0x51 => PageDown,
        0x52 => Insert,
        0x53 => Delete,
        0x5b => LeftMeta,
        0x5c => RightMeta,
        0x5d => Menu,
        _ => None,
    };

    private static Key Extended2(byte code) => code switch
    {
        0x11 => RightAlt,
        0x14 => RightControl,
        0x1f => LeftMeta,
        0x27 => RightMeta,
        0x2f => Menu,
        0x4a => KeypadDivide,
        0x5a => KeypadEnter,
        0x69 => End,
        0x6b => Left,
        0x6c => Home,
        0x70 => Insert,
        0x71 => Delete,
        0x72 => Down,
        0x74 => Right,
        0x75 => Up,
        0x7a => PageDown,
        0x7c => PrintScreen,
        0x7d => PageUp,
        0x7e => Pause,
        _ => None,
    };
}
