using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Taking a directory back from a program reaches its paths, its descriptors and its mappings (issue 4).</summary>
[TestFixture]
internal sealed class RevocationReachTests
{
    private const ulong Path = LinuxMachine.Room;
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong CreateReadWrite = 0x42;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
    }

    [TearDown]
    public void End() => _machine.Dispose();

    [Test]
    public void The_next_read_fails_and_the_mapping_is_gone()
    {
        ulong file = MakeFile();
        ulong start = Map(file, shared: 1);
        Assert.That(LinuxMachine.PeekText(_program, start, 4), Is.EqualTo("text"));
        TakeRoot();
        Assert.Multiple(() =>
        {
            Assert.That(Call(17, file, Buffer, 4, 0), Is.EqualTo(-(long)Errno.BadDescriptor));
            Assert.That(CanRead(_program, start), Is.False);
            LinuxMachine.PokeText(_program, "/data");
            Assert.That(Call(2, Path, 0, 0), Is.EqualTo(-(long)Errno.AccessDenied));
            Assert.That(_program.Thread.Process.State, Is.EqualTo(ProcessState.Alive), "it only fails");
        });
    }

    [Test]
    public void A_mapping_outlives_its_descriptor_and_still_goes_with_the_directory()
    {
        ulong file = MakeFile();
        ulong start = Map(file, shared: 0);
        LinuxMachine.Poke(_program, start, [1]);
        Assert.That(Call(3, file), Is.Zero);
        Assert.That(CanRead(_program, start));
        TakeRoot();
        Assert.That(CanRead(_program, start), Is.False, "its own copy, too, came from there");
    }

    [Test]
    public void Every_piece_of_a_mapping_goes()
    {
        ulong file = MakeFile(pages: 4);
        ulong start = Map(file, shared: 1, pages: 4);
        Assert.That(Call(11, start + 4096, 4096), Is.Zero);
        Assert.That(Call(10, start + (3 * 4096), 4096, 1), Is.Zero);
        Assert.That(CanRead(_program, start + (2 * 4096)));
        TakeRoot();
        Assert.That(CanRead(_program, start), Is.False);
        Assert.That(CanRead(_program, start + (2 * 4096)), Is.False);
        Assert.That(CanRead(_program, start + (3 * 4096)), Is.False);
    }

    [Test]
    public void A_childs_mapping_goes_with_its_parents_authority()
    {
        ulong file = MakeFile();
        ulong start = Map(file, shared: 1);
        long id = Call(57);
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)id)!);
        _machine.Run();
        Assert.That(CanRead(child, start));
        TakeRoot();
        Assert.That(CanRead(child, start), Is.False);
        Assert.That(_machine.Call(child, 17, file, Buffer, 4, 0), Is.EqualTo(-(long)Errno.BadDescriptor));
    }

    [Test]
    public void One_descriptor_taken_back_leaves_the_others()
    {
        ulong file = MakeFile();
        ulong start = Map(file, shared: 1);
        LinuxMachine.PokeText(_program, "/data");
        ulong other = (ulong)Call(2, Path, 0, 0);
        TakeBack(_program.Thread.Process.Descriptors.HandleOf((int)file));
        Assert.That(Call(17, file, Buffer, 4, 0), Is.EqualTo(-(long)Errno.BadDescriptor));
        Assert.That(CanRead(_program, start), Is.False);
        Assert.That(Call(17, other, Buffer, 4, 0), Is.EqualTo(4));
    }

    [Test]
    public void A_file_is_closed_with_its_last_descriptor_and_mapping()
    {
        ulong file = MakeFile();
        uint before = _machine.Capabilities.RecordCount;
        ulong start = Map(file, shared: 1);
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(before + 1), "a mapping is a record in the tree");
        Assert.That(Call(3, file), Is.Zero);
        Inode inode = _machine.Files.MustFind("/data");
        Assert.That(inode.Writers, Is.EqualTo(1), "the mapping keeps the opening");
        Assert.That(Call(11, start, 4096), Is.Zero);
        Assert.That(inode.Writers, Is.Zero);
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(before - 1));
    }

    [Test]
    public void Mapping_again_over_a_mapping_and_the_end_of_the_program_leave_no_record()
    {
        uint empty = _machine.Capabilities.RecordCount;
        SimulatedProgram other = _machine.Launch();
        _program = other;
        ulong file = MakeFile();
        ulong start = Map(file, shared: 1);
        Assert.That(Call(9, start, 4096, 1, 0x11, file, 0), Is.EqualTo((long)start));
        Assert.That(Call(9, start, 4096, 3, 0x32, ulong.MaxValue, 0), Is.EqualTo((long)start));
        _ = Map(file, shared: 0);
        _machine.Begin(other, 231, 0);
        Assert.That(_machine.Ended, Has.Count.EqualTo(1));
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(empty));
    }

    [Test]
    public void Who_waits_for_a_file_is_told_that_it_was_taken_back()
    {
        Assert.That(Call(22, Buffer), Is.Zero);
        ulong counter = (ulong)Call(290, 0, 0);
        foreach (ulong descriptor in new[] { LinuxMachine.PeekWord(_program, Buffer) & uint.MaxValue, counter })
        {
            _machine.Begin(_program, 0, descriptor, Buffer, 8);
            Assert.That(_program.IsIdle, Is.False, "there is nothing to read");
            TakeBack(_program.Thread.Process.Descriptors.HandleOf((int)descriptor));
            _machine.Run();
            Assert.That(_program.IsIdle);
            Assert.That(_program.Result, Is.EqualTo(-(long)Errno.Canceled));
            Assert.That(Call(0, descriptor, Buffer, 8), Is.EqualTo(-(long)Errno.BadDescriptor), "from then on there is none");
        }
    }

    [Test]
    public void What_was_opened_from_a_descriptors_directory_goes_with_that()
    {
        ulong directory = MakeDirectory();
        ulong file = OpenFrom(directory, "data", CreateReadWrite);
        ulong start = Map(file, shared: 1);
        ulong elsewhere = MakeFile();
        TakeBack(_program.Thread.Process.Descriptors.HandleOf((int)directory));
        Assert.Multiple(() =>
        {
            Assert.That(Call(17, file, Buffer, 4, 0), Is.EqualTo(-(long)Errno.BadDescriptor));
            Assert.That(CanRead(_program, start), Is.False);
            LinuxMachine.PokeText(_program, "data");
            Assert.That(Call(257, directory, Path, 0, 0), Is.EqualTo(-(long)Errno.BadDescriptor));
            Assert.That(Call(17, elsewhere, Buffer, 4, 0), Is.EqualTo(4), "the root is as it was");
        });
    }

    [Test]
    public void What_is_opened_from_a_narrowed_directory_is_as_narrow()
    {
        ulong directory = MakeDirectory();
        _ = OpenFrom(directory, "data", CreateReadWrite);
        DescriptorTable descriptors = _program.Thread.Process.Descriptors;
        CapabilityHandle narrow = descriptors.Space
            .Derive(descriptors.HandleOf((int)directory), Rights.Read | Rights.Map | Rights.Execute).Expect("fewer rights");
        ulong weak = (ulong)descriptors.AddHeld(narrow, DescriptorFlags.None).Expect("there is room");
        LinuxMachine.PokeText(_program, "data");
        Assert.That(Call(257, weak, Path, 2, 0), Is.EqualTo(-(long)Errno.AccessDenied));
        Assert.That(Call(263, weak, Path, 0), Is.EqualTo(-(long)Errno.AccessDenied));
        ulong file = OpenFrom(weak, "data", 0);
        Assert.That(descriptors.Space.RightsOf(descriptors.HandleOf((int)file)) & ~(Rights.Read | Rights.Map | Rights.Execute), Is.EqualTo(Rights.None));
        Assert.That(Call(91, file, 0x1ff), Is.EqualTo(-(long)Errno.AccessDenied));
    }

    [Test]
    public void A_working_directory_that_came_from_a_descriptor_outlives_it_and_goes_with_what_it_came_from()
    {
        ulong directory = MakeDirectory();
        _ = OpenFrom(directory, "data", CreateReadWrite);
        ulong other = (ulong)Call(32, directory);
        Assert.That(Call(81, directory), Is.Zero);
        Assert.That(Call(3, directory), Is.Zero);
        LinuxMachine.PokeText(_program, "data");
        Assert.That(Call(2, Path, 0, 0), Is.GreaterThanOrEqualTo(0), "it is no descriptor's any more");
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        _machine.Run();
        Assert.That(_machine.Call(child, 2, Path, 0, 0), Is.GreaterThan(0));
        TakeRoot();
        Assert.That(Call(2, Path, 0, 0), Is.EqualTo(-(long)Errno.AccessDenied));
        Assert.That(_machine.Call(child, 2, Path, 0, 0), Is.EqualTo(-(long)Errno.AccessDenied));
        Assert.That(Call(17, other, Buffer, 4, 0), Is.EqualTo(-(long)Errno.BadDescriptor));
        Assert.That(Call(80, Path), Is.EqualTo(-(long)Errno.AccessDenied));
    }

    [Test]
    public void A_directory_without_a_root_around_it_has_no_way_up()
    {
        ulong directory = MakeDirectory();
        _ = OpenFrom(directory, "data", CreateReadWrite);
        _ = MakeFile();
        Assert.That(OpenFrom(directory, "../data", 0), Is.GreaterThan(0), "below a root there is");
        Process process = _program.Thread.Process;
        process.Descriptors.Use(WellKnown.Root, CapabilityHandle.None);
        process.Paths.SetRoot(default);
        LinuxMachine.PokeText(_program, "../dir/data");
        Assert.That(Call(257, directory, Path, 0, 0), Is.EqualTo(-(long)Errno.NoEntry), "up is where it is");
        LinuxMachine.PokeText(_program, "../data");
        Assert.That(Call(257, directory, Path, 0, 0), Is.GreaterThan(0));
        LinuxMachine.PokeText(_program, "/data");
        Assert.That(Call(257, directory, Path, 0, 0), Is.EqualTo(-(long)Errno.AccessDenied));
    }

    [Test]
    public void A_programs_text_goes_with_the_directory_that_it_was_found_in()
    {
        ulong text = 0x40_0000;
        Assert.That(CanRead(_program, text));
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        LinuxMachine.PokeText(child, "/program");
        Assert.That(_machine.Call(child, 59, Path, 0, 0), Is.Zero);
        Assert.That(CanRead(child, text));
        TakeRoot();
        Assert.That(CanRead(child, text), Is.False);
        Assert.That(CanRead(child, LinuxMachine.Room), "memory of its own it keeps");
    }

    [Test]
    public void What_runs_leaves_no_record_and_is_closed()
    {
        uint before = _machine.Capabilities.RecordCount;
        int objects = _machine.Capabilities.ObjectCount;
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Call(57))!);
        LinuxMachine.PokeText(child, "/program");
        Assert.That(_machine.Call(child, 59, Path, 0, 0), Is.Zero);
        _machine.Begin(child, 231, 0);
        Assert.That(Call(61, ulong.MaxValue, 0, 0, 0), Is.GreaterThan(0));
        _machine.Run();
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(before));
        Assert.That(_machine.Capabilities.ObjectCount, Is.EqualTo(objects));
    }

    [Test]
    public void A_process_in_an_inner_container_neither_sees_nor_signals_one_outside()
    {
        QuotaAmounts amounts = default;
        amounts[Resource.Threads] = 2;
        amounts[Resource.Capabilities] = 100;
        amounts[Resource.Objects] = 100;
        amounts[Resource.Mappings] = 10;
        amounts[Resource.Frames] = 100;
        CapabilityHandle handle = _machine.Capabilities.RootSpace.Split(_machine.Capabilities.RootQuotaHandle, in amounts).Expect("there is enough");
        Quota quota = _machine.Capabilities.RootSpace.Get<Quota>(handle, Rights.None).Expect("it was split off");
        FrameAccount account = new(16, _machine.Container.Account);
        Container inner = new(_machine.Container, account, quota);
        int outside = _program.Thread.Process.ProcessId;
        SimulatedProgram confined = _machine.Launch(container: inner);
        int inside = confined.Thread.Process.ProcessId;
        Assert.That(inside, Is.Not.EqualTo(outside), "numbers mean one process each");
        Assert.That(_machine.Call(confined, 62, (ulong)outside, 0), Is.EqualTo(-(long)Errno.NoProcess));
        Assert.That(Call(62, (ulong)inside, 0), Is.Zero, "from outside it is seen");
        Assert.That(_machine.Call(confined, 57), Is.GreaterThan(0), "one more thread is paid for");
        Assert.That(_machine.Call(confined, 57), Is.EqualTo(-(long)Errno.Again), "and no third");
        Assert.That(Call(57), Is.GreaterThan(0), "others are not touched");
    }

    private ulong MakeDirectory()
    {
        LinuxMachine.PokeText(_program, "/dir");
        Assert.That(Call(83, Path, 0x1ff), Is.Zero);
        return (ulong)Call(2, Path, 0x1_0000, 0);
    }

    private ulong OpenFrom(ulong directory, string name, ulong flags)
    {
        LinuxMachine.PokeText(_program, name);
        long file = Call(257, directory, Path, flags, 0x1ff);
        Assert.That(file, Is.GreaterThan(0));
        return (ulong)file;
    }

    private long Call(ulong number, params ulong[] arguments) => _machine.Call(_program, number, arguments);

    private ulong MakeFile(int pages = 1)
    {
        LinuxMachine.PokeText(_program, "/data");
        ulong file = (ulong)Call(2, Path, CreateReadWrite, 0x1b6);
        LinuxMachine.PokeText(_program, "text", Buffer);
        Assert.That(Call(1, file, Buffer, 4), Is.EqualTo(4));
        Assert.That(Call(77, file, (ulong)pages * 4096), Is.Zero);
        return file;
    }

    private ulong Map(ulong file, uint shared, ulong pages = 1)
    {
        long start = Call(9, 0, pages * 4096, shared == 1 ? 1u : 3u, shared == 1 ? 1u : 2u, file, 0);
        Assert.That(start, Is.GreaterThan(0));
        return (ulong)start;
    }

    private static bool CanRead(SimulatedProgram program, ulong address)
    {
        byte[] bytes = new byte[1];
        Vela.Memory.Progress progress = default;
        return program.Thread.Process.Memory!.Space.TryCopyIn(new VirtualAddress(address), bytes, ref progress).IsContinue;
    }

    private void TakeRoot() => TakeBack(_program.Thread.Process.Descriptors.Root);

    private void TakeBack(CapabilityHandle handle)
    {
        Assert.That(_program.Thread.Process.Descriptors.Space.TryDescribe(handle.Index, out _, out CapabilityDescription held));
        Errno error;
        while ((error = _machine.Capabilities.TakeBack(held.Record)) == Errno.Again)
        {
        }

        Assert.That(error, Is.EqualTo(Errno.None));
    }
}
