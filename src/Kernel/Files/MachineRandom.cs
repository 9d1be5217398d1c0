using System;
using Vela.Boot;
using Vela.Fs;

namespace Vela.Kernel;

internal sealed class MachineRandom : IRandomSource
{
    public void Fill(Span<byte> into) => RandomBytes.Fill(into);
}
