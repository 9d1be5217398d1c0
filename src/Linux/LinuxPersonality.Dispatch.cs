using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>The table of system calls. Arguments come in RDI, RSI, RDX, R10, R8, R9 (syscall(2)); integers are their low halves.</remarks>
public abstract partial class LinuxPersonality
{
    private CallResult Dispatch(Thread thread, in UserContext r)
    {
        unchecked
        {
            switch (r.Rax)
            {
                default: return DispatchFiles(thread, in r);
            }
        }
    }
}
