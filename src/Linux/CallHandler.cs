using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>Does one system call: takes its arguments from the registers.</summary>
internal delegate CallResult CallHandler(Thread thread, in UserContext registers);
