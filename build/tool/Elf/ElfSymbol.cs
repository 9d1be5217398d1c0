namespace Vela.Build.Elf;

/// <summary>One entry of an ELF symbol table, with the kinds and bindings that name code.</summary>
public readonly record struct ElfSymbol(string Name, ulong Address, ulong Length, byte Kind, byte Binding, ushort Section)
{
    public const byte NoKind = 0;
    public const byte Function = 2;
    public const byte IndirectFunction = 10;

    public const byte Local = 0;
    public const byte Global = 1;
    public const byte Weak = 2;

    public bool IsDefined => Section != 0;

    public bool MayNameCode => IsDefined && Kind is NoKind or Function or IndirectFunction;
}
