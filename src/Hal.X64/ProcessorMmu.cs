using Vela.Primitives;

namespace Vela.Hal.X64;

/// <summary>The real translation hardware of this processor.</summary>
public sealed class ProcessorMmu : Mmu
{
    private const ulong RootMask = 0x000f_ffff_ffff_f000;

    private FrameNumber _root = new((Cpu.ReadCr3() & RootMask) >> FrameNumber.Shift);

    public override FrameNumber ActiveRoot => _root;

    public override void Activate(FrameNumber root)
    {
        _root = root;
        Cpu.WriteCr3(root.Address.Value);
    }

    public override void InvalidatePage(PageNumber page) => Cpu.InvalidatePage(page.Address.Value);

    public override void InvalidateAll() => Cpu.WriteCr3(_root.Address.Value);
}
