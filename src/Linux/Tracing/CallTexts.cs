using System;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Linux;

/// <summary>What the arguments of a traced call point to (strace(1)); <see cref="CallFormat"/> writes it down.</summary>
/// <remarks>Looks only at pages that are there: a program does not get another course by being watched.</remarks>
internal static class CallTexts
{
    /// <summary>How much of a text is shown.</summary>
    public const int Most = 48;

    /// <summary>Reads the texts that are not known yet. Called before the call, and after it with its result.</summary>
    public static void Read(AddressSpace? space, ref TracedCall call)
    {
        ReadOnlySpan<byte> arguments = SystemCallNames.ArgumentsOf(call.Number);
        for (int i = 0; i < arguments.Length && space is not null; i++)
        {
            if (call.Texts[i] is not null)
            {
                continue;
            }

            ulong length = arguments[i] switch
            {
                (byte)'s' => Most,
                (byte)'w' => call[i + 1],
                (byte)'r' when call.HasResult && call.Result > 0 => (ulong)call.Result,
                _ => 0,
            };
            if (length > 0)
            {
                call.Texts[i] = Read(space, call[i], (int)Math.Min(length, Most), arguments[i] == 's');
            }
        }
    }

    /// <summary>Null if the first page is not there.</summary>
    private static byte[]? Read(AddressSpace space, ulong address, int most, bool endsAtZero)
    {
        byte[] text = new byte[most];
        int count = 0;
        while (count < most)
        {
            ulong at = unchecked(address + (ulong)count); // it may be any number
            int part = Math.Min(most - count, (int)(PageNumber.Size - (at % PageNumber.Size)));
            if (at >= UserAddress.Limit || !space.TryReachPresent(new VirtualAddress(at), part, Access.Read, out Span<byte> there))
            {
                break;
            }

            int zero = endsAtZero ? there.IndexOf((byte)0) : -1;
            there[..(zero < 0 ? part : zero)].CopyTo(text.AsSpan(count));
            count += zero < 0 ? part : zero;
            if (zero >= 0)
            {
                return text[..count];
            }
        }

        return count == 0 ? null : text[..count];
    }
}
