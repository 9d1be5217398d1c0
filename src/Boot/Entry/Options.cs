using System;

namespace Vela.Boot;

/// <summary>Finds options on the kernel's command line: words separated by blanks, NAME or NAME=VALUE. The last one given counts.</summary>
internal static class Options
{
    public static bool Has(ReadOnlySpan<byte> name) => TryFind(name, out _);

    public static bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> line = BootInfo.CommandLine;
        value = default;
        bool found = false;
        int start = 0;
        while (start < line.Length)
        {
            int end = start;
            while (end < line.Length && line[end] != ' ')
            {
                end++;
            }

            ReadOnlySpan<byte> word = line.Slice(start, end - start);
            if (word.Length >= name.Length && SameStart(word, name) && (word.Length == name.Length || word[name.Length] == '='))
            {
                found = true;
                value = word.Length > name.Length ? word.Slice(name.Length + 1) : default;
            }

            start = end + 1;
        }

        return found;
    }

    /// <summary>A size in bytes: a decimal number, with K, M or G behind it. False when absent or not a size.</summary>
    public static bool TryFindSize(ReadOnlySpan<byte> name, out ulong bytes)
    {
        bytes = 0;
        if (!TryFind(name, out ReadOnlySpan<byte> value) || value.Length == 0)
        {
            return false;
        }

        for (int i = 0; i < value.Length; i++)
        {
            byte character = value[i];
            if (character is >= (byte)'0' and <= (byte)'9' && bytes < 1UL << 40)
            {
                bytes = (bytes * 10) + character - '0';
                continue;
            }

            int shift = character switch { (byte)'K' or (byte)'k' => 10, (byte)'M' or (byte)'m' => 20, (byte)'G' or (byte)'g' => 30, _ => -1 };
            if (shift < 0 || i != value.Length - 1 || i == 0)
            {
                return false;
            }

            bytes <<= shift;
        }

        return true;
    }

    public static bool TryFindHex(ReadOnlySpan<byte> name, out ulong number)
    {
        number = 0;
        if (!TryFind(name, out ReadOnlySpan<byte> value) || value.Length is 0 or > 16)
        {
            return false;
        }

        for (int i = 0; i < value.Length; i++)
        {
            int digit = value[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => value[i] - '0',
                >= (byte)'a' and <= (byte)'f' => value[i] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => value[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            number = (number << 4) | (uint)digit;
        }

        return true;
    }

    private static bool SameStart(ReadOnlySpan<byte> word, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (word[i] != name[i])
            {
                return false;
            }
        }

        return true;
    }
}
