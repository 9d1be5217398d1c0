using System;

namespace Vela.Drivers;

/// <summary>The characters on the keys of a US keyboard.</summary>
internal static class UsLayout
{
    /// <summary>From <see cref="Key.A"/> to <see cref="Key.Space"/>, in the order of <see cref="Key"/>.</summary>
    private static ReadOnlySpan<byte> Plain => "abcdefghijklmnopqrstuvwxyz1234567890`-=[]\\;',./\\ "u8;

    private static ReadOnlySpan<byte> Shifted => "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()~_+{}|:\"<>?| "u8;

    /// <summary>The character a key types; 0 when it types none.</summary>
    public static byte Character(Key key, KeyModifiers modifiers, KeyboardLeds locks)
    {
        if (key is < Key.A or > Key.Space)
        {
            return 0;
        }

        bool shift = (modifiers & KeyModifiers.Shift) != 0;
        bool caps = key <= Key.Z && (locks & KeyboardLeds.CapsLock) != 0;
        return (shift != caps ? Shifted : Plain)[key - Key.A];
    }
}
