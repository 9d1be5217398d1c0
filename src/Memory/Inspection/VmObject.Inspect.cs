namespace Vela.Memory;

/// <remarks>Readable from outside: the shell's pictures use nothing else.</remarks>
public sealed partial class VmObject
{
    /// <summary>What shows through where this object has no page; null when it is no shadow.</summary>
    public VmObject? Below => Backing;
}
