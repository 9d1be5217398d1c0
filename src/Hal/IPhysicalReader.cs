using System;
using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Reads physical memory, for tables that firmware left there.</summary>
public interface IPhysicalReader
{
    /// <summary>Copies from <paramref name="address"/> on. False: some of it is not memory, and nothing was promised about the rest.</summary>
    bool TryRead(PhysicalAddress address, Span<byte> destination);
}
