namespace Vela.Linux;

/// <summary>The AT_ flags of calls with a directory and a path (openat(2) and its like).</summary>
internal static class PathFlags
{
    public const uint NoFollow = 0x100;
    public const uint RemoveDirectory = 0x200;

    /// <summary>AT_EACCESS; the same bit as <see cref="RemoveDirectory"/>.</summary>
    public const uint EffectiveAccess = 0x200;
    public const uint Follow = 0x400;
    public const uint NoAutomount = 0x800;
    public const uint EmptyPath = 0x1000;
    public const uint StatxForce = 0x2000;
    public const uint StatxCached = 0x4000;
}
