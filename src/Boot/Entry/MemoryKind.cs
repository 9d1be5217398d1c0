namespace Vela.Boot;

/// <summary>What a firmware memory range holds; the numbers are E820's (ACPI 6.5, 15.1), which PVH and multiboot2 share.</summary>
internal enum MemoryKind : uint
{
    Usable = 1,
    Reserved = 2,
    AcpiTables = 3,
    AcpiStorage = 4,
    Defective = 5,
}
