using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Drivers;

namespace Vela.Tests.Drivers;

[TestFixture]
public sealed class KeyboardTests
{
    private static List<KeyEvent> Decode(ScanCodeSet set, params byte[] codes)
    {
        ScanCodeDecoder decoder = new(set);
        List<KeyEvent> keys = [];
        foreach (byte code in codes)
        {
            if (decoder.TryDecode(code, out KeyEvent key))
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    /// <summary>What the keys named send: <c>+</c> presses and holds, <c>-</c> releases, a bare name does both.</summary>
    private static string Typed(string keys, CursorKeys cursorKeys = CursorKeys.Normal)
    {
        KeyTranslator translator = new();
        StringBuilder sent = new();
        Span<byte> bytes = stackalloc byte[KeyTranslator.MaxBytes];
        foreach (string word in keys.Split(' '))
        {
            Key key = Enum.Parse<Key>(word.TrimStart('+', '-'));
            foreach (KeyMotion motion in word[0] == '+' ? [KeyMotion.Pressed] : word[0] == '-' ? [KeyMotion.Released] : new[] { KeyMotion.Pressed, KeyMotion.Released })
            {
                KeyAction action = translator.Translate(new KeyEvent(key, motion), cursorKeys, bytes, out int count);
                foreach (byte value in bytes[..count])
                {
                    _ = value switch
                    {
                        0x1b => sent.Append('␛'),
                        < 0x20 => sent.Append('^').Append((char)(value + 0x40)),
                        0x7f => sent.Append('␡'),
                        _ => sent.Append((char)value),
                    };
                }

                if (action != KeyAction.None)
                {
                    _ = sent.Append('<').Append(action).Append('>');
                }
            }
        }

        return sent.ToString();
    }

    [TestCase("A", ExpectedResult = "a")]
    [TestCase("+LeftShift A -LeftShift A", ExpectedResult = "Aa")]
    [TestCase("+RightShift Digit1 Slash", ExpectedResult = "!?")]
    [TestCase("+LeftShift +RightShift -LeftShift A", ExpectedResult = "A", Description = "either shift is enough")]
    [TestCase("CapsLock A Digit1", ExpectedResult = "<UpdateLeds>A1")]
    [TestCase("CapsLock +LeftShift A Digit1", ExpectedResult = "<UpdateLeds>a!")]
    [TestCase("CapsLock CapsLock A", ExpectedResult = "<UpdateLeds><UpdateLeds>a")]
    [TestCase("+LeftControl C D Z", ExpectedResult = "^C^D^Z")]
    [TestCase("+RightControl LeftBracket Backslash RightBracket", ExpectedResult = "␛^\\^]")]
    [TestCase("+LeftControl Space Digit2 Digit6 Slash", ExpectedResult = "^@^@^^^_")]
    [TestCase("+LeftControl +LeftShift Digit2 Minus", ExpectedResult = "^@^_")]
    [TestCase("+LeftAlt X -LeftAlt X", ExpectedResult = "␛xx")]
    [TestCase("+LeftAlt +LeftControl B", ExpectedResult = "␛^B")]
    [TestCase("Enter KeypadEnter Tab Escape", ExpectedResult = "^M^M^I␛")]
    [TestCase("Backspace +LeftControl Backspace", ExpectedResult = "␡^H")]
    [TestCase("+LeftShift Tab", ExpectedResult = "␛[Z")]
    [TestCase("Up Down Right Left Home End", ExpectedResult = "␛[A␛[B␛[C␛[D␛[H␛[F")]
    [TestCase("+LeftShift Up -LeftShift +LeftControl Right +LeftAlt Left", ExpectedResult = "␛[1;2A␛[1;5C␛[1;7D")]
    [TestCase("Insert Delete PageUp PageDown", ExpectedResult = "␛[2~␛[3~␛[5~␛[6~")]
    [TestCase("+LeftControl Delete PageDown", ExpectedResult = "␛[3;5~␛[6;5~")]
    [TestCase("F1 F4 F5 F6 F10 F11 F12", ExpectedResult = "␛OP␛OS␛[15~␛[17~␛[21~␛[23~␛[24~")]
    [TestCase("+LeftShift F1 F12", ExpectedResult = "␛[1;2P␛[24;2~")]
    [TestCase("Keypad7 KeypadPeriod KeypadPlus KeypadDivide", ExpectedResult = "7.+/")]
    [TestCase("NumLock Keypad7 Keypad8 KeypadPeriod KeypadPlus Keypad5", ExpectedResult = "<UpdateLeds>␛[H␛[A␛[3~+5")]
    [TestCase("+LeftShift PageUp PageDown", ExpectedResult = "<ScrollBack><ScrollForward>")]
    [TestCase("+LeftControl +LeftAlt Delete", ExpectedResult = "<Reboot>")]
    [TestCase("+LeftControl +LeftAlt +LeftShift +F12 +F12", ExpectedResult = "␛[24;8~␛[24;8~", Description = "a held key repeats; eight bytes at most")]
    [TestCase("Pause PrintScreen LeftMeta", ExpectedResult = "")]
    [TestCase("NonUsBackslash +LeftShift NonUsBackslash", ExpectedResult = "\\|")]
    public string Keys_send_what_xterm_sends(string keys) => Typed(keys);

    [Test]
    public void Programs_can_ask_for_other_cursor_keys() =>
        Assert.That(Typed("Up Home +LeftShift Up", CursorKeys.Application), Is.EqualTo("␛OA␛OH␛[1;2A"));

    [Test]
    public void Every_printable_character_of_ASCII_can_be_typed()
    {
        IEnumerable<Key> keys = Enumerable.Range((int)Key.A, Key.Space - Key.A + 1).Select(key => (Key)key);
        string all = string.Concat(keys.Select(key => Typed($"{key} +LeftShift {key}")));
        Assert.That(Enumerable.Range(0x20, 95).Select(code => (char)code).Except(all), Is.Empty);
    }

    [Test]
    public void No_key_overruns_its_buffer()
    {
        Prop.ForAll(Gen.Elements(Enum.GetValues<Key>()).ListOf().ToArbitrary(), keys =>
        {
            KeyTranslator translator = new();
            byte[] bytes = new byte[KeyTranslator.MaxBytes];
            foreach (Key key in keys)
            {
                _ = translator.Translate(new KeyEvent(key, KeyMotion.Pressed), CursorKeys.Normal, bytes, out int count);
                Assert.That(count, Is.InRange(0, KeyTranslator.MaxBytes));
            }
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Set 1, set 2 and the key, from the Microsoft scan code specification.</summary>
    [TestCase(0x01, 0x76, Key.Escape)]
    [TestCase(0x02, 0x16, Key.Digit1)]
    [TestCase(0x0b, 0x45, Key.Digit0)]
    [TestCase(0x0e, 0x66, Key.Backspace)]
    [TestCase(0x0f, 0x0d, Key.Tab)]
    [TestCase(0x10, 0x15, Key.Q)]
    [TestCase(0x19, 0x4d, Key.P)]
    [TestCase(0x1c, 0x5a, Key.Enter)]
    [TestCase(0x1e, 0x1c, Key.A)]
    [TestCase(0x26, 0x4b, Key.L)]
    [TestCase(0x29, 0x0e, Key.Backquote)]
    [TestCase(0x2a, 0x12, Key.LeftShift)]
    [TestCase(0x2b, 0x5d, Key.Backslash)]
    [TestCase(0x2c, 0x1a, Key.Z)]
    [TestCase(0x35, 0x4a, Key.Slash)]
    [TestCase(0x36, 0x59, Key.RightShift)]
    [TestCase(0x37, 0x7c, Key.KeypadMultiply)]
    [TestCase(0x39, 0x29, Key.Space)]
    [TestCase(0x3a, 0x58, Key.CapsLock)]
    [TestCase(0x3b, 0x05, Key.F1)]
    [TestCase(0x41, 0x83, Key.F7)]
    [TestCase(0x44, 0x09, Key.F10)]
    [TestCase(0x46, 0x7e, Key.ScrollLock)]
    [TestCase(0x47, 0x6c, Key.Keypad7)]
    [TestCase(0x4e, 0x79, Key.KeypadPlus)]
    [TestCase(0x53, 0x71, Key.KeypadPeriod)]
    [TestCase(0x56, 0x61, Key.NonUsBackslash)]
    [TestCase(0x57, 0x78, Key.F11)]
    [TestCase(0x58, 0x07, Key.F12)]
    public void Both_sets_name_the_same_key(int set1, int set2, Key key)
    {
        KeyEvent[] expected = [new(key, KeyMotion.Pressed), new(key, KeyMotion.Released)];
        Assert.That(Decode(ScanCodeSet.Set1, (byte)set1, (byte)(set1 | 0x80)), Is.EqualTo(expected));
        Assert.That(Decode(ScanCodeSet.Set2, (byte)set2, 0xf0, (byte)set2), Is.EqualTo(expected));
    }

    [TestCase(0x48, 0x75, Key.Up)]
    [TestCase(0x1d, 0x14, Key.RightControl)]
    [TestCase(0x38, 0x11, Key.RightAlt)]
    [TestCase(0x35, 0x4a, Key.KeypadDivide)]
    [TestCase(0x1c, 0x5a, Key.KeypadEnter)]
    [TestCase(0x53, 0x71, Key.Delete)]
    [TestCase(0x4f, 0x69, Key.End)]
    [TestCase(0x51, 0x7a, Key.PageDown)]
    public void Extended_keys_come_after_a_prefix(int set1, int set2, Key key)
    {
        KeyEvent[] expected = [new(key, KeyMotion.Pressed), new(key, KeyMotion.Released)];
        Assert.That(Decode(ScanCodeSet.Set1, 0xe0, (byte)set1, 0xe0, (byte)(set1 | 0x80)), Is.EqualTo(expected));
        Assert.That(Decode(ScanCodeSet.Set2, 0xe0, (byte)set2, 0xe0, 0xf0, (byte)set2), Is.EqualTo(expected));
    }

    [Test]
    public void Keys_with_sequences_of_their_own_are_one_key()
    {
        KeyEvent[] pause = [new(Key.Pause, KeyMotion.Pressed), new(Key.Pause, KeyMotion.Released)];
        Assert.That(Decode(ScanCodeSet.Set1, 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5), Is.EqualTo(pause));
        Assert.That(Decode(ScanCodeSet.Set2, 0xe1, 0x14, 0x77, 0xe1, 0xf0, 0x14, 0xf0, 0x77), Is.EqualTo(pause));
        KeyEvent[] print = [new(Key.PrintScreen, KeyMotion.Pressed), new(Key.PrintScreen, KeyMotion.Released)];
        Assert.That(Decode(ScanCodeSet.Set1, 0xe0, 0x2a, 0xe0, 0x37, 0xe0, 0xb7, 0xe0, 0xaa), Is.EqualTo(print), "the fake shift is no key");
        Assert.That(Decode(ScanCodeSet.Set2, 0xe0, 0x12, 0xe0, 0x7c, 0xe0, 0xf0, 0x7c, 0xe0, 0xf0, 0x12), Is.EqualTo(print));
    }

    [Test]
    public void Any_bytes_decode_to_something_and_the_next_key_is_right()
    {
        Prop.ForAll<byte[], bool>((noise, second) =>
        {
            ScanCodeSet set = second ? ScanCodeSet.Set2 : ScanCodeSet.Set1;
            byte space = second ? (byte)0x29 : (byte)0x39;
            byte[] settle = second ? [0x29, 0xf0, 0x29, 0x29, 0xf0, 0x29] : [0x39, 0xb9, 0x39, 0xb9, 0x39, 0xb9];
            List<KeyEvent> keys = Decode(set, [.. noise, .. settle, space]);
            return keys[^1] == new KeyEvent(Key.Space, KeyMotion.Pressed);
        }).QuickCheckThrowOnFailure();
    }
}
