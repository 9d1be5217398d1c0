using System;

namespace Vela.Fs;

/// <summary>Where random bytes come from.</summary>
public interface IRandomSource
{
    void Fill(Span<byte> into);
}
