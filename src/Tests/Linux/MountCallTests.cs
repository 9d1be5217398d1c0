using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Mounting by programs (mount(2), umount2(2); C-31): by whom, and over what.</summary>
[TestFixture]
public sealed class MountCallTests : IFileSystemSource
{
    private const ulong MountCall = 165;
    private const ulong UnmountCall = 166;
    private const ulong MakeDirectory = 83;
    private const ulong Open = 2;
    private const ulong Status = 4;
    private const ulong SetUser = 105;
    private const ulong ReadOnly = 1;
    private const ulong Again = 32;
    private const ulong Bind = 4096;
    private const ulong Move = 8192;
    private const ulong MakeToWrite = 0x42;
    private const ulong Path = LinuxMachine.Room + 0x1000;
    private const ulong Other = LinuxMachine.Room + 0x2000;
    private const ulong Type = LinuxMachine.Room + 0x3000;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine(this);
        _program = _machine.Launch();
        _ = LinuxMachine.PokeText(_program, "/m", Path);
        _ = LinuxMachine.PokeText(_program, "tmpfs", Type);
        Assert.That(_machine.Call(_program, MakeDirectory, Path, 0x1ed), Is.Zero);
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void What_is_mounted_hides_what_was_there_until_it_is_taken_away()
    {
        Assert.That(_machine.Call(_program, MountCall, 0, Path, Type, 0, 0), Is.Zero);
        _ = LinuxMachine.PokeText(_program, "/m/f", Other);
        Assert.That(_machine.Call(_program, Open, Other, MakeToWrite, 0x180), Is.Zero);
        Assert.That(_machine.Call(_program, UnmountCall, Path, 0), Is.EqualTo(-(long)Errno.Busy), "a file in it is open");
        Assert.That(_machine.Call(_program, 3, 0), Is.Zero);
        Assert.That(_machine.Call(_program, UnmountCall, Path, 0), Is.Zero);
        Assert.That(_machine.Call(_program, Status, Other, LinuxMachine.Room), Is.EqualTo(-(long)Errno.NoEntry));
        Assert.That(_machine.Call(_program, UnmountCall, Path, 0), Is.EqualTo(-(long)Errno.Invalid));
    }

    [Test]
    public void A_mount_can_be_made_read_only_and_shown_a_second_time()
    {
        Assert.That(_machine.Call(_program, MountCall, 0, Path, Type, 0, 0), Is.Zero);
        _ = LinuxMachine.PokeText(_program, "/n", Other);
        Assert.That(_machine.Call(_program, MakeDirectory, Other, 0x1ed), Is.Zero);
        Assert.That(_machine.Call(_program, MountCall, Path, Other, 0, Bind, 0), Is.Zero);
        Assert.That(_machine.Call(_program, MountCall, 0, Path, 0, Again | ReadOnly, 0), Is.Zero);
        _ = LinuxMachine.PokeText(_program, "/m/f", LinuxMachine.Room);
        Assert.That(_machine.Call(_program, Open, LinuxMachine.Room, MakeToWrite, 0x180), Is.EqualTo(-(long)Errno.ReadOnlyFileSystem));
        _ = LinuxMachine.PokeText(_program, "/n/f", LinuxMachine.Room);
        Assert.That(_machine.Call(_program, Open, LinuxMachine.Room, MakeToWrite, 0x180), Is.Zero, "the other mount of it");
        _ = LinuxMachine.PokeText(_program, "/m/f", LinuxMachine.Room);
        Assert.That(_machine.Call(_program, Status, LinuxMachine.Room, LinuxMachine.Room + 0x100), Is.Zero, "it is one file system");
    }

    [Test]
    public void Who_lives_where_nothing_can_be_mounted_or_is_not_root_or_may_not_change_the_place_is_refused()
    {
        Container inner = new(_machine.Container, _machine.Container.Account, _machine.Container.Quota);
        SimulatedProgram confined = _machine.Launch(container: inner);
        _ = LinuxMachine.PokeText(confined, "/m", Path);
        _ = LinuxMachine.PokeText(confined, "tmpfs", Type);
        Assert.That(_machine.Call(confined, MountCall, 0, Path, Type, 0, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        SimulatedProgram weak = _machine.Launch((Rights)uint.MaxValue & ~Rights.Configure);
        _ = LinuxMachine.PokeText(weak, "/m", Path);
        _ = LinuxMachine.PokeText(weak, "tmpfs", Type);
        Assert.That(_machine.Call(weak, MountCall, 0, Path, Type, 0, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(_machine.Call(weak, UnmountCall, Path, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(_machine.Call(_program, SetUser, 1000), Is.Zero);
        Assert.That(_machine.Call(_program, MountCall, 0, Path, Type, 0, 0), Is.EqualTo(-(long)Errno.NotPermitted));
        Assert.That(_machine.Call(_program, UnmountCall, Path, 0), Is.EqualTo(-(long)Errno.NotPermitted));
    }

    [Test]
    public void What_cannot_be_mounted_is_refused_as_the_manual_says()
    {
        _ = LinuxMachine.PokeText(_program, "/program", Other);
        Assert.That(_machine.Call(_program, MountCall, 0, Other, Type, 0, 0), Is.EqualTo(-(long)Errno.NotDirectory));
        _ = LinuxMachine.PokeText(_program, "/absent", Other);
        Assert.That(_machine.Call(_program, MountCall, 0, Other, Type, 0, 0), Is.EqualTo(-(long)Errno.NoEntry));
        _ = LinuxMachine.PokeText(_program, "minix", Type);
        Assert.That(_machine.Call(_program, MountCall, 0, Path, Type, 0, 0), Is.EqualTo(-(long)Errno.NoDevice));
        Assert.That(_machine.Call(_program, MountCall, 0, Path, 8, 0, 0), Is.EqualTo(-(long)Errno.BadAddress));
        Assert.That(_machine.Call(_program, MountCall, Path, Path, 0, Move, 0), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Call(_program, UnmountCall, Path, 2), Is.EqualTo(-(long)Errno.Invalid));
        Assert.That(_machine.Container.Vfs.Mounts, Has.Count.EqualTo(1));
    }

    async KernelTask<Result<FileSystem>> IFileSystemSource.Open(string type, string source, string options, MountFlags flags)
    {
        await System.Threading.Tasks.Task.CompletedTask;
        return type == "tmpfs"
            ? new TmpFileSystem(_machine.Files.Memory, new FrameAccount(16, _machine.Files.Account), new DeviceNumber(0, 77), _machine.Files)
            : Errno.NoDevice;
    }
}
