using Vela.Boot;

namespace Vela.SelfTests;

internal sealed class KernelMemoryIsProtected() : SelfTest("A write to the kernel's own code ends the machine with its address", "M-02", "M-27")
{
    public override bool NeedsTheImage => true;

    public override bool EndsTheMachine => true;

    public override void Run(ISelfTestMachine machine) => Provoke.WriteToCode();
}
