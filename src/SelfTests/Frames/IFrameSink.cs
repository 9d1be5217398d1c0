using System;

namespace Vela.SelfTests;

/// <summary>Where frames go: the serial line that the host reads. Write returns when the line has taken every byte.</summary>
public interface IFrameSink
{
    void Write(ReadOnlySpan<byte> bytes);
}
