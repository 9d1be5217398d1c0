using System;
using Vela.Primitives;

namespace Vela.Drivers;

/// <summary>The sleep types of S5, which the DSDT hides in AML: the package named _S5 (ACPI 6.5, 7.4.2 and 20.2).</summary>
/// <remarks>Found by its bytes, not by running AML: the name, a package of at least two elements, each a constant.</remarks>
public readonly record struct SoftOff(byte TypeA, byte TypeB)
{
    private const byte NameOp = 0x08;
    private const byte RootChar = (byte)'\\';
    private const byte PackageOp = 0x12;
    private const byte BytePrefix = 0x0a;
    private const byte WordPrefix = 0x0b;
    private const byte DwordPrefix = 0x0c;

    /// <summary><see cref="Errno.NoEntry"/>: the table does not say, or not so plainly.</summary>
    public static Result<SoftOff> Find(ReadOnlySpan<byte> dsdt)
    {
        int from = 0;
        while (from < dsdt.Length)
        {
            int found = dsdt[from..].IndexOf("_S5_"u8);
            if (found < 0)
            {
                break;
            }

            int name = from + found;
            from = name + 4;
            bool isDefinition = name >= 1 && (dsdt[name - 1] == NameOp || (name >= 2 && dsdt[name - 1] == RootChar && dsdt[name - 2] == NameOp));
            if (isDefinition && TryReadPackage(dsdt[from..], out SoftOff softOff))
            {
                return softOff;
            }
        }

        return Errno.NoEntry;
    }

    private static bool TryReadPackage(ReadOnlySpan<byte> aml, out SoftOff softOff)
    {
        softOff = default;
        if (aml.Length < 2 || aml[0] != PackageOp)
        {
            return false;
        }

        // The two upper bits of the first byte of a package's length say how many bytes follow it; then comes the number of elements.
        int at = 2 + (aml[1] >> 6);
        if (at >= aml.Length || aml[at] < 1)
        {
            return false;
        }

        bool hasSecond = aml[at] >= 2;
        at++;
        if (!TryReadConstant(aml, ref at, out byte first))
        {
            return false;
        }

        byte second = 0;
        if (hasSecond && !TryReadConstant(aml, ref at, out second))
        {
            return false;
        }

        softOff = new SoftOff(first, second);
        return true;
    }

    private static bool TryReadConstant(ReadOnlySpan<byte> aml, ref int at, out byte value)
    {
        value = 0;
        if (at >= aml.Length)
        {
            return false;
        }

        int bytes = aml[at] switch
        {
            BytePrefix => 1,
            WordPrefix => 2,
            DwordPrefix => 4,
            0 or 1 => 0,
            _ => -1,
        };
        if (bytes < 0 || at + bytes >= aml.Length)
        {
            return false;
        }

        value = bytes == 0 ? aml[at] : aml[at + 1];
        at += 1 + bytes;
        return value < 8; // a sleep type has three bits
    }
}
