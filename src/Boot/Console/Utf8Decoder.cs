namespace Vela.Boot;

/// <summary>Decodes UTF-8 one byte at a time. What is not UTF-8 becomes U+FFFD, one for each maximal broken part (Unicode 3.9, table 3-8).</summary>
/// <remarks>GC-free. <c>default</c> is ready to use. Overlong forms, surrogates and values above U+10FFFF are broken.</remarks>
public struct Utf8Decoder
{
    public const uint Replacement = 0xfffd;

    private uint _value;
    private byte _missing;
    private byte _low;
    private byte _high;

    /// <summary>Not in the middle of a character.</summary>
    public readonly bool IsIdle => _missing == 0;

    public Utf8Outcome Push(byte unit, out uint codePoint)
    {
        codePoint = Replacement;
        if (_missing == 0)
        {
            return Start(unit, ref codePoint);
        }

        if (unit < _low || unit > _high)
        {
            _missing = 0;
            return Utf8Outcome.BrokenBefore;
        }

        _value = _value << 6 | unit & 0x3fu;
        _missing--;
        _low = 0x80;
        _high = 0xbf;
        if (_missing > 0)
        {
            return Utf8Outcome.More;
        }

        codePoint = _value;
        return Utf8Outcome.Whole;
    }

    private Utf8Outcome Start(byte unit, ref uint codePoint)
    {
        if (unit < 0x80)
        {
            codePoint = unit;
            return Utf8Outcome.Whole;
        }

        if (unit is < 0xc2 or > 0xf4)
        {
            return Utf8Outcome.Broken;
        }

        // The second byte alone decides whether the form is overlong, a surrogate or too large.
        _low = unit switch { 0xe0 => 0xa0, 0xf0 => 0x90, _ => 0x80 };
        _high = unit switch { 0xed => 0x9f, 0xf4 => 0x8f, _ => 0xbf };
        _missing = unit < 0xe0 ? (byte)1 : unit < 0xf0 ? (byte)2 : (byte)3;
        _value = (uint)(unit & (0x3f >> _missing));
        return Utf8Outcome.More;
    }
}
