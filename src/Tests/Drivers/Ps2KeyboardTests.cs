using System.Text;
using NUnit.Framework;
using Vela.Drivers;
using Vela.Primitives;

namespace Vela.Tests.Drivers;

[TestFixture]
public sealed class Ps2KeyboardTests
{
    private static (string Text, KeyAction Action) Read(Ps2Keyboard keyboard)
    {
        StringBuilder text = new();
        KeyAction last = KeyAction.None;
        byte[] bytes = new byte[KeyTranslator.MaxBytes];
        while (keyboard.TryRead(CursorKeys.Normal, bytes, out int count, out KeyAction action))
        {
            _ = text.Append(Encoding.ASCII.GetString(bytes, 0, count));
            last = action;
        }

        return (text.ToString(), last);
    }

    [Test]
    public void The_controller_is_set_up_for_a_keyboard_alone()
    {
        SimulatedKeyboardController machine = new();
        machine.Press(0x39, 0xb9);
        Ps2Keyboard keyboard = new(new Ps2Controller(machine));
        Assert.That(keyboard.Initialize(), Is.EqualTo(Errno.None));
        Assert.Multiple(() =>
        {
            Assert.That(machine.Configuration & 0x73, Is.EqualTo(0x61), "keyboard interrupt and translation on, the second port off");
            Assert.That(machine.IsScanning && machine.FirstPortIsOn && !machine.SecondPortIsOn);
            Assert.That(machine.Leds, Is.EqualTo((byte)KeyboardLeds.NumLock));
            Assert.That(Read(keyboard).Text, Is.Empty, "what was typed at the boot loader is gone");
        });
    }

    [Test]
    public void Keys_come_out_as_bytes()
    {
        SimulatedKeyboardController machine = new();
        Ps2Keyboard keyboard = new(new Ps2Controller(machine));
        _ = keyboard.Initialize();
        machine.Press(0x23, 0xa3, 0x17);
        machine.MoveMouse(0x1c);
        machine.Press(0x97, 0xe0, 0x48, 0xe0, 0xc8);
        Assert.That(Read(keyboard).Text, Is.EqualTo("hi\e[A"));
        machine.Press(0x2a, 0xe0, 0x49);
        Assert.That(Read(keyboard).Action, Is.EqualTo(KeyAction.ScrollBack));
    }

    [Test]
    public void Locks_light_their_lamps()
    {
        SimulatedKeyboardController machine = new();
        Ps2Keyboard keyboard = new(new Ps2Controller(machine));
        _ = keyboard.Initialize();
        machine.Press(0x3a, 0xba);
        Assert.That(Read(keyboard).Text, Is.Empty);
        Assert.That(machine.Leds, Is.EqualTo((byte)(KeyboardLeds.NumLock | KeyboardLeds.CapsLock)));
    }

    [Test]
    public void A_byte_that_got_lost_is_sent_again_but_not_for_ever()
    {
        Assert.That(new Ps2Controller(new SimulatedKeyboardController { Refusals = 2 }).Initialize(), Is.EqualTo(Errno.None));
        Assert.That(new Ps2Controller(new SimulatedKeyboardController { Refusals = 1000 }).Initialize(), Is.EqualTo(Errno.InputOutput));
    }

    [Test]
    public void A_machine_without_a_keyboard_says_so_and_goes_on()
    {
        Assert.That(new Ps2Controller(new SimulatedKeyboardController { IsPresent = false }).Initialize(), Is.EqualTo(Errno.NoDevice));
        Assert.That(new Ps2Controller(new SimulatedKeyboardController { HasKeyboard = false }).Initialize(), Is.EqualTo(Errno.InputOutput));
    }

    [Test]
    public void The_controller_can_reset_the_machine()
    {
        SimulatedKeyboardController machine = new();
        new Ps2Controller(machine).ResetMachine();
        Assert.That(machine.WasReset);
    }
}
