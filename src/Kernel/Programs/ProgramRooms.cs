using Vela.Boot;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal.X64;
using Vela.Linux;
using Vela.Primitives;
using Vela.Processes;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>What runs programs: the scheduler, the container they are in, their system calls.</summary>
internal sealed class ProgramRooms
{
    public ProgramRooms(MachineRooms rooms, FileTree files, IFileClock clock, IBootOptions options)
    {
        ProgramLog log = new();
        Anonymous = new AnonymousFileSystem(new DeviceNumber(0, 14), clock, rooms.Memory.Frames);
        rooms.Vfs.Fifos = Anonymous;
        LinuxPersonality personality = new(log, CpuFeatures.Identification)
        {
            Anonymous = Anonymous,
            MemoryFiles = new TmpFileSystem(rooms.Memory, rooms.FileAccount, new DeviceNumber(0, 15), clock),
        };
        Reaper reaper = new(rooms.Memory);
        Scheduler = new Scheduler(new UserMode(CpuFeatures.AllowVectors()), new ProgramClocks(), personality)
        {
            Reaper = reaper,
            Pages = rooms.Pages,
        };
        Container = new Container
        {
            Scheduler = Scheduler,
            Memory = rooms.Memory,
            Account = rooms.Account,
            Vfs = rooms.Vfs,
            Capabilities = rooms.Capabilities,
            Quota = rooms.Capabilities.RootQuota,
            Random = new MachineRandom(),
            Log = log,
            Loader = new ProgramLoader(new Placer(options.TryGet("norandmaps", out _) ? null : new MachineRandom(), vdso: null)),
        };

        // The shell's own capability for the tree: every program's is derived from it.
        OpenFile top = new(rooms.Vfs, files.Root.Root.Location, rooms.Vfs.At(files.Root.Root.Location), OpenFlags.PathOnly, files.Root.Root.Rights, files.Root.Who);
        RootDirectory = rooms.Capabilities.RootSpace.Insert(top, top.Rights).Expect("the kernel's space has room at boot");
    }

    public Scheduler Scheduler { get; }

    public Container Container { get; }

    public AnonymousFileSystem Anonymous { get; }

    public CapabilityHandle RootDirectory { get; }
}
