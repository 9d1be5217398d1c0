namespace Vela.Linux;

/// <summary>What an offset of -1 means.</summary>
internal enum CursorUse : byte
{
    /// <summary>It is wrong (preadv(2)).</summary>
    Never,

    /// <summary>The file's cursor (preadv2(2)).</summary>
    AtMinusOne,
}
