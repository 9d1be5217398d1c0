using System.Text;
using Vela.Boot;
using Vela.Hal;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>Off, again, or stopped.</summary>
internal sealed class MachinePower : IPower
{
    /// <summary>What is written back first.</summary>
    public FileTree? Files { get; set; }

    public async KernelTask PowerOff()
    {
        await CloseFiles();
        Power.Exit(PowerOutcome.Orderly);
    }

    public async KernelTask Reboot()
    {
        await CloseFiles();
        Power.Reset();
    }

    public void Panic(string message) => Stop.Panic(Encoding.UTF8.GetBytes(message));

    private KernelTask CloseFiles() => Files is { } files ? files.Close() : KernelTask.Completed;
}
