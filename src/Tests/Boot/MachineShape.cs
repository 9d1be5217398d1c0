using System.Collections.Generic;

namespace Vela.Tests.Boot;

/// <summary>One kind of machine, and the way the image gets into it.</summary>
/// <param name="Name">As shown in test names.</param>
/// <param name="Options">QEMU's options that make the machine.</param>
/// <param name="Form">Which of the image's forms it starts from.</param>
internal sealed record MachineShape(string Name, IReadOnlyList<string> Options, ImageForm Form)
{
    private static readonly string[] _pc = ["-machine", "pc", "-vga", "std"];
    private static readonly string[] _q35 = ["-machine", "q35", "-vga", "std"];
    private static readonly string[] _vmware = ["-machine", "pc", "-vga", "vmware"];

    public static MachineShape Pc { get; } = new("pc", _pc, ImageForm.Kernel);

    public static MachineShape Q35 { get; } = new("q35", _q35, ImageForm.Kernel);

    public static MachineShape Uefi { get; } = new("uefi", _q35, ImageForm.IsoUnderUefi);

    public static MachineShape IsoBios { get; } = new("iso", _pc, ImageForm.Iso);

    public static MachineShape VmwareIde { get; } = new("vmware-ide", _vmware, ImageForm.IdeDisk);

    public static MachineShape VmwareLsi { get; } = new("vmware-lsi", _vmware, ImageForm.LsiDisk);

    /// <summary>MiB.</summary>
    public int Memory { get; init; } = 256;

    /// <summary>More of the kernel's command line.</summary>
    public string Append { get; init; } = "";

    /// <summary>The least machine that must do (64 MiB).</summary>
    public static MachineShape Small { get; } = Pc with { Name = "pc-64MiB", Memory = 64 };

    /// <summary>A collection for every 256 KiB allocated.</summary>
    public static MachineShape GcStress { get; } = Pc with { Name = "pc-gc-stress", Append = "gen0size=40000" };

    /// <summary>Instructions are the clock: nothing is late, and every run is the same.</summary>
    public static MachineShape Counted { get; } =
        new("pc-icount", [.. _pc, "-icount", "shift=0,sleep=off"], ImageForm.Kernel) { Append = "icount" };

    public static IReadOnlyList<MachineShape> All { get; } = [Pc, Q35, Uefi, IsoBios, VmwareIde, VmwareLsi, Small, GcStress, Counted];

    public override string ToString() => Name;
}
