using System;
using Vela.Boot;
using Vela.Drivers;

namespace Vela.Kernel;

/// <summary>The PS/2 keyboard, served on the executive: its keys go to the consoles' input.</summary>
internal sealed class Keyboard(Ps2Keyboard keyboard, Action arrived, Action reboot)
{
    public const int Line = 1;

    public void Serve()
    {
        Span<byte> bytes = stackalloc byte[KeyTranslator.MaxBytes];
        CursorKeys cursorKeys = (KernelConsole.Consoles.Modes & TerminalModes.ApplicationCursor) != 0 ? CursorKeys.Application : CursorKeys.Normal;
        while (keyboard.TryRead(cursorKeys, bytes, out int count, out KeyAction action))
        {
            KernelConsole.Consoles.Type(bytes[..count]);
            switch (action)
            {
                case KeyAction.ScrollBack:
                    KernelConsole.Consoles.ScrollView(1);
                    break;
                case KeyAction.ScrollForward:
                    KernelConsole.Consoles.ScrollView(-1);
                    break;
                case KeyAction.Reboot:
                    reboot();
                    break;
            }
        }

        arrived();
    }
}
