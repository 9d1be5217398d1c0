using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Vela.Capabilities;

namespace Vela.Processes;

/// <summary>What goes from a sender to a receiver: words, and capabilities that are moved along.</summary>
public struct Message
{
    public const int WordCount = 8;
    public const int HandleCount = 4;

    public WordArray Words;

    /// <summary>In the space of whoever has the message; none after the first that is 0.</summary>
    public HandleArray Handles;

    /// <summary>How many capabilities it brings.</summary>
    public readonly int Count
    {
        get
        {
            int count = 0;
            while (count < HandleCount && Handles[count] != CapabilityHandle.None)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The capabilities that it brings.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<CapabilityHandle> Moved => ((ReadOnlySpan<CapabilityHandle>)Handles)[..Count];

    [InlineArray(WordCount)]
    public struct WordArray
    {
        private ulong _first;
    }

    [InlineArray(HandleCount)]
    public struct HandleArray
    {
        private CapabilityHandle _first;
    }
}
