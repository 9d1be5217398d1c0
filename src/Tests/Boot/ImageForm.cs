namespace Vela.Tests.Boot;

/// <summary>The forms in which a machine takes the image.</summary>
internal enum ImageForm
{
    /// <summary>out/vela.elf by -kernel (PVH).</summary>
    Kernel,

    /// <summary>out/vela.iso as a CD, under BIOS.</summary>
    Iso,

    /// <summary>out/vela.iso as a CD, under OVMF.</summary>
    IsoUnderUefi,

    /// <summary>out/vela.vmdk as an IDE disk, under BIOS.</summary>
    IdeDisk,

    /// <summary>out/vela.vmdk on an LSI Logic adapter, under BIOS.</summary>
    LsiDisk,
}
