using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>The table, continued: calls on files and descriptors.</remarks>
public sealed partial class LinuxPersonality
{
    private CallResult DispatchFiles(Thread thread, in UserContext r)
    {
        unchecked
        {
            switch (r.Rax)
            {
                default: return Unknown(thread, r.Rax);
            }
        }
    }
}
