using System;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>A PS/2 keyboard as a console uses it: bytes for the terminal, and actions for the console.</summary>
/// <remarks>Owns: the decoder's and the translator's state. Whoever serves interrupt line 1 calls <see cref="TryRead"/> until it says no.</remarks>
public sealed class Ps2Keyboard(Ps2Controller controller)
{
    private readonly ScanCodeDecoder _decoder = new(ScanCodeSet.Set1);
    private readonly KeyTranslator _translator = new();

    public Errno Initialize()
    {
        Errno error = controller.Initialize();

        // A keyboard without lights (a virtual machine's) is still a keyboard.
        if (error == Errno.None)
        {
            _ = controller.SetLeds(_translator.Locks);
        }

        return error;
    }

    /// <summary>Takes what the next key sends. False: no more keys wait.</summary>
    /// <param name="cursorKeys">What the program at the terminal has asked for.</param>
    /// <param name="bytes">At least <see cref="KeyTranslator.MaxBytes"/>.</param>
    /// <param name="count">How many bytes to type.</param>
    /// <param name="action">What the console itself is to do.</param>
    public bool TryRead(CursorKeys cursorKeys, Span<byte> bytes, out int count, out KeyAction action)
    {
        while (controller.TryRead(out byte code))
        {
            if (!_decoder.TryDecode(code, out KeyEvent key))
            {
                continue;
            }

            action = _translator.Translate(key, cursorKeys, bytes, out count);
            if (action == KeyAction.UpdateLeds)
            {
                _ = controller.SetLeds(_translator.Locks);
            }
            else if (count > 0 || action != KeyAction.None)
            {
                return true;
            }
        }

        count = 0;
        action = KeyAction.None;
        return false;
    }
}
