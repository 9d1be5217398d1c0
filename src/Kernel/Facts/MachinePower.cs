using System.Text;
using Vela.Boot;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Off, again, or stopped.</summary>
internal sealed class MachinePower : IPower
{
    public void PowerOff() => Power.Exit(PowerOutcome.Orderly);

    public void Reboot() => Power.Reset();

    public void Panic(string message) => Stop.Panic(Encoding.UTF8.GetBytes(message));
}
