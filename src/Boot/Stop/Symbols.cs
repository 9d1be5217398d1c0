namespace Vela.Boot;

/// <summary>Names of addresses in the image, from the table that the post-link step laid into it.</summary>
internal static unsafe class Symbols
{
    private static SymbolTable _table;

    public static void Open(ulong* location) => _table = new SymbolTable((byte*)location[0], location[1]);

    /// <summary>Appends "Name+0x12 (file.cs:34)", or nothing when the address is not in the image.</summary>
    public static void Append(ref Utf8Writer writer, ulong address)
    {
        byte* text = stackalloc byte[320];
        int length = _table.Find(address, text, 320);
        writer.Append(new System.ReadOnlySpan<byte>(text, length));
    }
}
