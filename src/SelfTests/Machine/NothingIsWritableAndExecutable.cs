using Vela.Boot;

namespace Vela.SelfTests;

internal sealed class NothingIsWritableAndExecutable()
    : SelfTest("No frame is writable and executable and none is open to ring 3", "M-02", "M-03", "S-01", "S-06")
{
    public override bool NeedsTheImage => true;

    public override void Run(ISelfTestMachine machine)
    {
        PageTableAudit audit = PageTableAudit.Run();
        machine.Note($"{audit.Mappings} mappings, {audit.ExecutableFrames} executable frames");
        Expect.AtLeast(100, audit.ExecutableFrames);
        Expect.Equal(0, audit.WritableAndExecutable);
        Expect.Equal(0, audit.UserAccessible);
        Expect.That(!audit.MapsPageZero);
    }
}
