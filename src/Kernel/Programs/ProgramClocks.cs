using Vela.Boot;
using Vela.Processes;

namespace Vela.Kernel;

internal sealed class ProgramClocks : IClocks
{
    public ulong Nanoseconds => Clock.Now;

    public long UnixNanoseconds => (long)Clock.Wall;
}
