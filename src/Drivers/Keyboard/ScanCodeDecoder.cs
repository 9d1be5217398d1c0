namespace Vela.Drivers;

/// <summary>From the keyboard's bytes to keys that go down and up.</summary>
/// <remarks>Pause is the one key of its own: it sends 0xe1 and two codes when pressed, and its release at once.</remarks>
public sealed class ScanCodeDecoder(ScanCodeSet set)
{
    private KeyPlane _plane;
    private KeyMotion _motion = KeyMotion.Pressed;
    private int _pauseCodesLeft;

    /// <summary>Takes one byte; true when it completes a key.</summary>
    public bool TryDecode(byte code, out KeyEvent key)
    {
        key = default;
        switch (code)
        {
            case ScanCodes.Extension:
                _plane = KeyPlane.Extended;
                return false;
            case ScanCodes.PauseExtension:
                _pauseCodesLeft = 2;
                return false;
            case ScanCodes.Set2Release when set == ScanCodeSet.Set2:
                _motion = KeyMotion.Released;
                return false;
        }

        bool released = set == ScanCodeSet.Set1 && (code & 0x80) != 0;
        KeyMotion motion = released ? KeyMotion.Released : _motion;
        if (_pauseCodesLeft > 0)
        {
            return TryFinishPause(motion, out key);
        }

        key = new KeyEvent(ScanCodes.Find(set, released ? (byte)(code & 0x7f) : code, _plane), motion);
        Forget();
        return key.Key != Key.None;
    }

    private bool TryFinishPause(KeyMotion motion, out KeyEvent key)
    {
        key = new KeyEvent(Key.Pause, motion);
        _pauseCodesLeft--;
        Forget();
        return _pauseCodesLeft == 0;
    }

    private void Forget()
    {
        _plane = KeyPlane.Base;
        _motion = KeyMotion.Pressed;
    }
}
