namespace Vela.Boot;

public enum ScreenKind : byte
{
    None,
    VgaText,
    Framebuffer,
}
