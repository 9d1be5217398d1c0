using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Primitives;
using Vela.Tests.Build;

namespace Vela.Tests.Linux;

/// <summary>Vela's own calls (docs/abi/vela.md): what programs say about their capabilities.</summary>
[TestFixture]
internal sealed class NativeCallTests
{
    private const ulong Path = LinuxMachine.Room;
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Reading = (ulong)(Rights.Read | Rights.Inspect);
    private const ulong ReadWriteCreate = 0x42;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _program = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _program = _machine.Launch();
    }

    [TearDown]
    public void End()
    {
        _machine.Capabilities.CheckInvariants();
        _machine.Dispose();
    }

    [Test]
    public void The_document_the_header_and_the_binding_list_the_calls_that_there_are()
    {
        string[] expected = [.. Enum.GetValues<NativeCall>().Select(call => $"{(ulong)call} {call.ToString().ToLowerInvariant()}")];
        IEnumerable<string> documented = from line in File.ReadLines(Repository.PathOf("docs/abi/vela.md"))
                                         let row = Regex.Match(line, @"^\| (\d{4}) \| (\w+) \|")
                                         where row.Success
                                         select $"{row.Groups[1].Value} {row.Groups[2].Value}";
        Assert.That(documented, Is.EqualTo(expected));
        string header = File.ReadAllText(Repository.PathOf("src/User/Include/vela.h"));
        string listed = Regex.Match(header, @"enum \{\s*VELA_HANDLE = 4096,([^}]*)\}").Groups[1].Value;
        Assert.That(Listed("VELA_HANDLE," + listed, "VELA_"), Is.EqualTo(expected));
        IEnumerable<string> defined = Regex.Matches(header, @"#define (VELA_\w+)").Select(match => match.Groups[1].Value);
        IEnumerable<string> enumerated = Regex.Matches(header, @"enum \{([^}]*)\}").SelectMany(match => Regex.Matches(match.Groups[1].Value, @"VELA_\w+").Select(name => name.Value));
        Assert.That(defined.Intersect(enumerated), Is.Empty, "a macro would hide the number");
        string binding = File.ReadAllText(Repository.PathOf("src/User/Include/Vela.cs"));
        listed = Regex.Match(binding, @"Handle = 4096,([^}]*)\}").Groups[1].Value;
        Assert.That(Listed("Handle," + listed, ""), Is.EqualTo(expected));
        foreach (Match right in Regex.Matches(binding, @"(\w+) = 1 << (\d+),"))
        {
            Assert.That(right.Groups[1].Value, Is.EqualTo(((Rights)(1u << int.Parse(right.Groups[2].Value))).ToString()));
        }

        foreach (Match right in Regex.Matches(header, @"#define VELA_(\w+) \(1u << (\d+)\)"))
        {
            string name = ((Rights)(1u << int.Parse(right.Groups[2].Value))).ToString().ToUpperInvariant();
            Assert.That(right.Groups[1].Value, Does.StartWith(name[..Math.Min(4, name.Length)]), "the bits of the header are those of the kernel");
        }
    }

    [Test]
    public void A_derived_capability_as_a_descriptor_does_what_it_has_rights_for()
    {
        ulong file = MakeFile();
        ulong narrow = Handle(Call(NativeCall.Derive, HandleOf(file), Reading));
        ulong reader = (ulong)Call(NativeCall.Descriptor, narrow, 0);
        Assert.That(_machine.Call(_program, 17, reader, Buffer, 4, 0), Is.EqualTo(4));
        Assert.That(_machine.Call(_program, 18, reader, Buffer, 4, 0), Is.EqualTo(Failure(Errno.NotPermitted)), "write(2) has no EACCES");
        Assert.That(_machine.Call(_program, 77, reader, 0), Is.EqualTo(Failure(Errno.AccessDenied)), "truncate(2) has");
        Assert.That(Call(NativeCall.Descriptor, narrow, 0), Is.EqualTo(Failure(Errno.Exists)));
        Assert.That(Call(NativeCall.Derive, narrow, (ulong)Rights.Write), Is.EqualTo(Failure(Errno.NotCapable)));
        Assert.That(Call(NativeCall.Why, Buffer), Is.Zero);
        Assert.That((Rights)unchecked((uint)LinuxMachine.PeekWord(_program, Buffer + 16)), Is.EqualTo(Rights.Write));
        Assert.That(LinuxMachine.PeekText(_program, Buffer + 32, 6), Is.EqualTo("Derive"));
        Assert.That(_machine.Call(_program, 3, reader), Is.Zero);
        Assert.That(Call(NativeCall.Inspect, narrow, Buffer), Is.EqualTo(Failure(Errno.BadDescriptor)), "closing deletes");
    }

    [Test]
    public void Inspecting_tells_type_and_rights()
    {
        ulong file = MakeFile();
        ulong reader = (ulong)Call(NativeCall.Descriptor, Handle(Call(NativeCall.Derive, HandleOf(file), Reading)), 0);
        Assert.That(Call(NativeCall.Inspect, HandleOf(reader), Buffer), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_program, Buffer) >> 32, Is.EqualTo(Reading));
        Assert.That((ObjectType)unchecked((uint)LinuxMachine.PeekWord(_program, Buffer)), Is.EqualTo(ObjectType.File));
    }

    [Test]
    public void Revoking_takes_back_what_another_process_was_given()
    {
        SimulatedProgram other = _machine.Launch();
        ulong file = MakeFile();
        ulong given = Handle(Call(NativeCall.Give, HandleOf(file), Reading, (ulong)other.Thread.Process.ProcessId));
        long theirs = _machine.Call(other, (ulong)NativeCall.Descriptor, given, 0);
        Assert.That(_machine.Call(other, 17, (ulong)theirs, Buffer, 4, 0), Is.EqualTo(4));
        Assert.That(Call(NativeCall.Revoke, HandleOf(file)), Is.Zero);
        Assert.That(_machine.Call(other, 17, (ulong)theirs, Buffer, 4, 0), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Assert.That(_machine.Call(_program, 17, file, Buffer, 4, 0), Is.EqualTo(4), "the one revoked stays");
    }

    [Test]
    public void What_is_shared_is_used_by_its_audience_and_by_nobody_else()
    {
        SimulatedProgram stranger = _machine.Launch();
        ulong file = MakeFile();
        uint before = _machine.Capabilities.RecordCount;
        ulong early = Handle(_machine.Call(_program, 57));
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)early)!);
        ulong shared = Handle(Call(NativeCall.Share, HandleOf(file), Reading | (ulong)(Rights.Duplicate | Rights.Transfer), 4));
        SimulatedProgram later = _machine.Adopt(_machine.Container.FindThread((int)Handle(_machine.Call(_program, 57)))!);
        foreach (SimulatedProgram each in new[] { child, later })
        {
            Assert.That(_machine.Call(each, (ulong)NativeCall.Inspect, shared, Buffer), Is.Zero);
            ulong own = Handle(_machine.Call(each, (ulong)NativeCall.Derive, shared, Reading));
            ulong descriptor = Handle(_machine.Call(each, (ulong)NativeCall.Descriptor, own, 0));
            Assert.That(_machine.Call(each, 17, descriptor, Buffer, 4, 0), Is.EqualTo(4));
            Assert.That(_machine.Call(each, (ulong)NativeCall.Delete, shared), Is.EqualTo(Failure(Errno.NotPermitted)), "it is not theirs");
        }

        Assert.That(_machine.Call(stranger, (ulong)NativeCall.Inspect, shared, Buffer), Is.EqualTo(Failure(Errno.BadDescriptor)));
        ulong everybody = Handle(Call(NativeCall.Share, HandleOf(file), Reading, 3));
        Assert.That(_machine.Call(stranger, (ulong)NativeCall.Inspect, everybody, Buffer), Is.Zero);
        Assert.That(Call(NativeCall.Share, HandleOf(file), Reading, 2), Is.EqualTo(Failure(Errno.NoEntry)), "it has no parent");
        Assert.That(Call(NativeCall.Share, HandleOf(file), Reading, 0), Is.EqualTo(Failure(Errno.Invalid)));
        ulong among = Handle(_machine.Call(child, (ulong)NativeCall.Share, HandleOf(child, 0), Reading, 2));
        Assert.That(_machine.Call(later, (ulong)NativeCall.Inspect, among, Buffer), Is.Zero);
        Assert.That(Call(NativeCall.Revoke, HandleOf(file)), Is.Zero);
        Assert.That(_machine.Call(child, (ulong)NativeCall.Inspect, shared, Buffer), Is.EqualTo(Failure(Errno.BadDescriptor)));
        foreach (SimulatedProgram each in new[] { child, later })
        {
            _machine.Begin(each, 231, 0);
            Assert.That(_machine.Call(_program, 61, ulong.MaxValue, 0, 0, 0), Is.GreaterThan(0));
        }

        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(before));
        _machine.Capabilities.CheckInvariants();
    }

    /// <summary>C-84: what a thread shares with its group stays when that thread ends, and none of the group can dispose of it.</summary>
    [Test]
    public void What_is_shared_with_the_thread_group_stays_while_any_thread_does()
    {
        SimulatedProgram stranger = _machine.Launch();
        uint before = _machine.Capabilities.RecordCount;
        int objects = _machine.Capabilities.ObjectCount;
        ulong file = MakeFile();
        long id = _machine.Call(_program, 56, 0x1_0f00, Buffer, 0, 0, 0);
        SimulatedProgram thread = _machine.Adopt(_machine.Container.FindThread((int)id)!);
        ulong shared = Handle(Call(NativeCall.Share, HandleOf(file), Reading, 1));
        Assert.That(Call(NativeCall.Delete, shared), Is.EqualTo(Failure(Errno.NotPermitted)), "not even by who shared it");
        _machine.Begin(_program, 60, 0);
        Assert.That(_machine.Call(thread, (ulong)NativeCall.Inspect, shared, Buffer), Is.Zero);
        Assert.That(_machine.Call(stranger, (ulong)NativeCall.Inspect, shared, Buffer), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Assert.That(_machine.Call(thread, (ulong)NativeCall.Revoke, Handle(_machine.Call(thread, (ulong)NativeCall.Handle, file))), Is.Zero);
        Assert.That(_machine.Call(thread, (ulong)NativeCall.Inspect, shared, Buffer), Is.EqualTo(Failure(Errno.BadDescriptor)));
        _machine.Begin(thread, 60, 0);
        Assert.That(_machine.Capabilities.RecordCount, Is.LessThan(before));
        Assert.That(_machine.Capabilities.ObjectCount, Is.LessThan(objects));
    }

    [Test]
    public void What_is_transferred_is_gone_here()
    {
        SimulatedProgram other = _machine.Launch();
        ulong file = MakeFile();
        ulong handle = HandleOf(file);
        ulong rights = (ulong)_program.Thread.Process.Descriptors.Space.RightsOf(new CapabilityHandle(handle));
        ulong theirs = Handle(Call(NativeCall.Transfer, handle, rights, (ulong)other.Thread.Process.ProcessId));
        Assert.That(_machine.Call(other, (ulong)NativeCall.Inspect, theirs, Buffer), Is.Zero);
        Assert.That(_machine.Call(_program, 17, file, Buffer, 4, 0), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Assert.That(_machine.Call(_program, 3, file), Is.Zero);
        Assert.That(Call(NativeCall.Transfer, HandleOf(MakeFile()), rights, 99_999), Is.EqualTo(Failure(Errno.NoProcess)));
    }

    [Test]
    public void A_process_gives_up_its_root_its_container_and_its_quota()
    {
        LinuxMachine.PokeText(_program, "/data");
        Assert.That(_machine.Call(_program, 2, Path, ReadWriteCreate, 0x1ff), Is.Zero);
        Assert.That(Call(NativeCall.Use, Standing(-1), Handle(Call(NativeCall.Seal, HandleOf(Standing(-1))))), Is.Zero);
        Assert.That(_machine.Call(_program, 2, Path, 0, 0), Is.EqualTo(1));
        Assert.That(_machine.Call(_program, 2, Path, 2, 0), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(NativeCall.Use, Standing(-1), 0), Is.Zero);
        Assert.That(_machine.Call(_program, 2, Path, 0, 0), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(NativeCall.Use, Standing(-2), 0), Is.Zero);
        Assert.That(_machine.Call(_program, 57), Is.EqualTo(Failure(Errno.NotPermitted)));
        Assert.That(Call(NativeCall.Use, Standing(-3), 0), Is.Zero);
        Assert.That(_machine.Call(_program, 9, 0, 4096, 3, 0x22, ulong.MaxValue, 0), Is.EqualTo(Failure(Errno.AccessDenied)));
        Assert.That(Call(NativeCall.Use, Standing(-7), 0), Is.EqualTo(Failure(Errno.Invalid)));
    }

    [Test]
    public void A_process_gives_up_its_clock()
    {
        Assert.That(Call(NativeCall.Use, Standing(-4), HandleOf(Standing(-3))), Is.EqualTo(Failure(Errno.Invalid)), "a quota is no clock");
        Assert.That(Call(NativeCall.Use, Standing(-4), Handle(Call(NativeCall.Seal, HandleOf(Standing(-4))))), Is.Zero);
        Assert.That(_machine.Call(_program, 228, 1, Buffer), Is.Zero);
        Assert.That(_machine.Call(_program, 35, LinuxMachine.PokeWords(_program, Buffer, 0, 1), 0), Is.EqualTo(Failure(Errno.NotPermitted)), "a sealed one only tells");
        Assert.That(Call(NativeCall.Use, Standing(-4), 0), Is.Zero);
        Assert.That(_machine.Call(_program, 228, 1, Buffer), Is.EqualTo(Failure(Errno.NotPermitted)));
    }

    /// <summary>What a program gave up of its memory, neither its children nor the programs after it have.</summary>
    [Test]
    public void A_process_gives_up_changing_its_memory()
    {
        const ulong Reading = (ulong)(Rights.Read | Rights.Map | Rights.Duplicate | Rights.Transfer);
        SimulatedProgram other = _machine.Launch();
        ulong foreign = Handle(_machine.Call(other, (ulong)NativeCall.Give, HandleOf(other, Standing(-5)), Reading, (ulong)_program.Thread.Process.ProcessId));
        Assert.That(Call(NativeCall.Use, Standing(-5), foreign), Is.EqualTo(Failure(Errno.Invalid)), "it is not its own memory");
        Assert.That(Call(NativeCall.Use, Standing(-5), Handle(Call(NativeCall.Derive, HandleOf(Standing(-5)), Reading))), Is.Zero);
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)Handle(_machine.Call(_program, 57)))!);
        _machine.Begin(_program, 59, LinuxMachine.PokeText(_program, "/program"), 0, 0);
        foreach (SimulatedProgram each in new[] { _program, child })
        {
            Assert.That(_machine.Call(each, 9, 0, 4096, 3, 0x22, ulong.MaxValue, 0), Is.GreaterThan(0));
            Assert.That(_machine.Call(each, 10, LinuxMachine.Room, 4096, 1), Is.EqualTo(Failure(Errno.AccessDenied)));
            Assert.That(_machine.Call(each, 11, LinuxMachine.Room, 4096), Is.EqualTo(Failure(Errno.NotPermitted)));
            Assert.That(_machine.Call(each, (ulong)NativeCall.Use, Standing(-5), 0), Is.Zero);
            Assert.That(_machine.Call(each, 9, 0, 4096, 3, 0x22, ulong.MaxValue, 0), Is.EqualTo(Failure(Errno.AccessDenied)));
        }
    }

    [Test]
    public void A_part_of_a_quota_is_a_quota()
    {
        LinuxMachine.PokeWords(_program, Buffer, 0, 0, 10, 0, 0, 0);
        ulong whole = HandleOf(Standing(-3));
        ulong part = Handle(Call(NativeCall.Split, whole, Buffer));
        Assert.That(Call(NativeCall.Endow, whole, part, Buffer), Is.Zero);
        Assert.That(_program.Thread.Process.Descriptors.Space.Get<Quota>(new CapabilityHandle(part), Rights.None).Expect("a quota").Limit(Resource.Capabilities), Is.EqualTo(20));
        LinuxMachine.PokeWords(_program, Buffer, 0, 0, ulong.MaxValue, 0, 0, 0);
        Assert.That(Call(NativeCall.Split, whole, Buffer), Is.EqualTo(Failure(Errno.QuotaExceeded)));
        Assert.That(Call(NativeCall.Split, HandleOf(MakeFile()), Buffer), Is.EqualTo(Failure(Errno.NotCapable)));
        Assert.That(Call(NativeCall.Delete, part), Is.Zero);
    }

    [Test]
    public void Every_capability_is_found_once()
    {
        _ = MakeFile();
        HashSet<ulong> found = [];
        for (ulong at = Handle(Call(NativeCall.Next, 0)); at != 0; at = Handle(Call(NativeCall.Next, at)))
        {
            Assert.That(found.Add(at));
        }

        Assert.That(found, Has.Count.EqualTo(_program.Thread.Process.Descriptors.Space.Count));
    }

    [Test]
    public void No_argument_breaks_anything()
    {
        Random random = new(4);
        ulong file = MakeFile();
        ulong[] words = [0, 1, 3, ulong.MaxValue, 1ul << 63, uint.MaxValue, Buffer, 0x1000, HandleOf(file), HandleOf(Standing(-1)), HandleOf(Standing(-2)), HandleOf(Standing(-3)), HandleOf(Standing(-4)), HandleOf(Standing(-5)), Standing(-1), 1ul << 28, 5ul << 28, 0xffff_ffff_ffff_f000];
        for (int i = 0; i < 3000; i++)
        {
            ulong number = (ulong)NativeCall.Handle + (ulong)random.Next(38);
            ulong[] arguments = [.. Enumerable.Range(0, 3).Select(_ => random.Next(4) == 0 ? (ulong)random.NextInt64() : words[random.Next(words.Length)])];
            _machine.Begin(_program, number, arguments);
            Assert.That(_program.IsIdle, $"call {number} waits");
        }

        _machine.Capabilities.CheckInvariants();
        Assert.That(_machine.Call(_program, 4095), Is.EqualTo(Failure(Errno.NotImplemented)));
        Assert.That(_machine.Call(_program, (ulong)Enum.GetValues<NativeCall>().Max() + 1), Is.EqualTo(Failure(Errno.NotImplemented)));
    }

    private static IEnumerable<string> Listed(string text, string prefix) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select((name, index) => $"{4096 + index} {name[prefix.Length..].ToLowerInvariant()}");

    private static long Failure(Errno error) => -(long)error;

    private static ulong Standing(int which) => unchecked((ulong)which);

    private static ulong Handle(long answer)
    {
        Assert.That(answer is < 0 and > -4096, Is.False, $"it fails: {answer}");
        return (ulong)answer;
    }

    private ulong HandleOf(ulong which) => Handle(Call(NativeCall.Handle, which));

    private ulong HandleOf(SimulatedProgram program, ulong which) => Handle(_machine.Call(program, (ulong)NativeCall.Handle, which));

    private long Call(NativeCall call, params ulong[] arguments) => _machine.Call(_program, (ulong)call, arguments);

    private ulong MakeFile()
    {
        LinuxMachine.PokeText(_program, "/data");
        ulong file = (ulong)_machine.Call(_program, 2, Path, ReadWriteCreate, 0x1ff);
        LinuxMachine.PokeText(_program, "text", Buffer);
        Assert.That(_machine.Call(_program, 18, file, Buffer, 4, 0), Is.EqualTo(4));
        return file;
    }
}
