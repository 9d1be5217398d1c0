using System;
using System.Collections.Generic;

namespace Vela.Build.Symbols;

/// <summary>
/// Makes the names of the runtime's C++ functions readable: _ZN3WKS7gc_heap8gc1Ev is WKS::gc_heap::gc1. Only the plain nested
/// and plain simple forms of the Itanium ABI (§5.1.2) are read; templates and operators keep the name the linker gave them.
/// </summary>
public static class NativeNames
{
    public static string Readable(string symbol)
    {
        if (!symbol.StartsWith("_Z", StringComparison.Ordinal))
        {
            return symbol;
        }

        bool nested = symbol.Length > 2 && symbol[2] == 'N';
        int at = nested ? 3 : 2;
        while (nested && at < symbol.Length && symbol[at] is 'K' or 'V')
        {
            at++;
        }

        List<string> parts = [];
        while (at < symbol.Length && char.IsAsciiDigit(symbol[at]))
        {
            int length = 0;
            for (; at < symbol.Length && char.IsAsciiDigit(symbol[at]) && length < symbol.Length; at++)
            {
                length = (length * 10) + (symbol[at] - '0');
            }

            if (at + length > symbol.Length)
            {
                return symbol;
            }

            parts.Add(symbol.Substring(at, length));
            at += length;
            if (!nested)
            {
                break;
            }
        }

        bool special = nested && at < symbol.Length && symbol[at] is 'C' or 'D' && parts.Count > 0;
        if (special)
        {
            parts.Add(symbol[at] == 'C' ? parts[^1] : $"~{parts[^1]}");
            at += 2;
        }

        bool complete = parts.Count > 0 && (!nested || (at < symbol.Length && symbol[at] == 'E'));
        bool template = at < symbol.Length && symbol[at] == 'I';
        return complete && !template ? string.Join("::", parts) : symbol;
    }
}
