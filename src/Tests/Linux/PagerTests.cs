using System;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>Pagers that are programs (docs/abi/vela.md; issue 4, C-06).</summary>
[TestFixture]
internal sealed class PagerTests
{
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Source = LinuxMachine.Room + 0x4000;
    private const ulong Forever = ulong.MaxValue;
    private const ulong Page = 4096;
    private const ulong Name = 0xabcd;
    private const ulong Lent = (ulong)(Rights.Read | Rights.Write | Rights.Map);
    private const int WordsAt = 16;

    private LinuxMachine _machine = null!;
    private SimulatedProgram _pager = null!;
    private SimulatedProgram _client = null!;
    private ulong _handle;
    private ulong _memory;
    private ulong _start;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _pager = _machine.Launch();
        _client = _machine.Launch();
        LinuxMachine.PokeWords(_pager, Source, 0x1111);
        LinuxMachine.PokeWords(_client, Buffer, 0);
        _handle = Handle(Call(_pager, NativeCall.Create, (ulong)ObjectType.Pager));
        _memory = Handle(Call(_pager, NativeCall.Paged, _handle, Name, 8 * Page));
        _start = Map(_client, Lent, 3);
    }

    [TearDown]
    public void End()
    {
        _machine.Capabilities.CheckInvariants();
        Assert.That(new Sweeper(_machine.Files.Memory).Check(), Is.Null);
        _machine.Dispose();
    }

    [Test]
    public void A_page_that_is_touched_is_asked_for_supplied_and_seen_by_all_who_map_it()
    {
        Touch(_client, 2);
        Assert.That(_client.IsIdle, Is.False, "it is not there");
        Assert.That(Ask(), Is.EqualTo((Name, 2 * Page)));
        Assert.That(Call(_pager, NativeCall.Receive, _handle, Buffer, 0), Is.EqualTo(Failure(Errno.Again)), "that was all");
        Assert.That(_client.IsIdle, Is.False);
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 2 * Page, Source), Is.Zero);
        _machine.Run();
        Assert.That(_client.IsIdle);
        Assert.That(_client.Result, Is.Zero);
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 2 * Page, Source), Is.EqualTo(Failure(Errno.NoEntry)), "once for each request");
        SimulatedProgram other = _machine.Launch();
        ulong theirs = Map(other, (ulong)(Rights.Read | Rights.Map), 1);
        Assert.That(LinuxMachine.PeekWord(other, theirs + (2 * Page) + 64), Is.EqualTo(LinuxMachine.PeekWord(_client, _start + (2 * Page) + 64)), "it is there already");
        Assert.That(_machine.Call(other, 10, theirs, Page, 3), Is.EqualTo(Failure(Errno.AccessDenied)), "no more than was lent");
        LinuxMachine.PokeWords(_client, _start + (2 * Page) + 64, 77);
        Assert.That(LinuxMachine.PeekWord(other, theirs + (2 * Page) + 64), Is.EqualTo(77));
    }

    [Test]
    public void A_pager_that_waits_is_told()
    {
        _machine.Begin(_pager, (ulong)NativeCall.Receive, _handle, Buffer, Forever);
        Assert.That(_pager.IsIdle, Is.False);
        Touch(_client, 1);
        _machine.Run();
        Assert.That(_pager.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_pager, Buffer + WordsAt + 8), Is.EqualTo(Page));
        Assert.That(LinuxMachine.PeekWord(_pager, Buffer + WordsAt + 16), Is.EqualTo(Page));
    }

    [Test]
    public void A_page_that_cannot_be_had_fails_who_touches_it_and_may_be_had_later()
    {
        Touch(_client, 0);
        _ = Ask();
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 0, 0), Is.Zero);
        _machine.Run();
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)));
        Touch(_client, 0);
        Assert.That(Ask(), Is.EqualTo((Name, 0ul)));
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 0, Source), Is.Zero);
        _machine.Run();
        Assert.That(_client.Result, Is.Zero);
    }

    /// <summary>C-85: a private mapping needs only Read; what it writes is its own.</summary>
    [Test]
    public void A_private_mapping_needs_no_right_to_write_and_keeps_what_it_writes()
    {
        ulong theirs = Lend(_client, (ulong)(Rights.Read | Rights.Map));
        ulong own = Handle(_machine.Call(_client, (ulong)NativeCall.Map, theirs, 0, 8 * Page, 3 + 8));
        Touch(_client, 2, own);
        Assert.That(Ask(), Is.EqualTo((Name, 2 * Page)));
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 2 * Page, Source), Is.Zero);
        _machine.Run();
        LinuxMachine.PokeWords(_client, own + (2 * Page) + 64, 77);
        Assert.That(LinuxMachine.PeekWord(_client, own + (2 * Page)), Is.Not.Zero);
        Assert.That(LinuxMachine.PeekWord(_client, _start + (2 * Page)), Is.EqualTo(0x1111), "the memory is as it was supplied");
        Assert.That(LinuxMachine.PeekWord(_client, _start + (2 * Page) + 64), Is.Zero);
        Assert.That(_machine.Call(_client, (ulong)NativeCall.Map, theirs, 0, Page, 3), Is.EqualTo(Failure(Errno.NotCapable)));
        Assert.That(_machine.Call(_client, (ulong)NativeCall.Map, theirs, 0, Page, 16), Is.EqualTo(Failure(Errno.Invalid)));
    }

    [TestCase(5ul)]
    [TestCase(13ul)]
    public void Memory_is_run_only_by_who_has_the_right(ulong protection)
    {
        ulong theirs = Lend(_client, Lent);
        Assert.That(_machine.Call(_client, (ulong)NativeCall.Map, theirs, 0, Page, protection), Is.EqualTo(Failure(Errno.NotCapable)));
        ulong seen = Handle(_machine.Call(_client, (ulong)NativeCall.Map, theirs, 0, Page, protection - 4));
        Assert.That(_machine.Call(_client, 10, seen, Page, 5), Is.EqualTo(Failure(Errno.AccessDenied)), "nor later");
        ulong run = Handle(_machine.Call(_client, (ulong)NativeCall.Map, Lend(_client, Lent | (ulong)Rights.Execute), 0, Page, protection));
        Assert.That(_client.Thread.Process.Memory!.Space.TryView(new VirtualAddress(run).Page, out RegionView view));
        Assert.That(view.MaxAccess & Access.Execute, Is.EqualTo(Access.Execute));
    }

    [Test]
    public void Memory_is_cut_and_prolonged_for_all_who_map_it()
    {
        Touch(_client, 2);
        _ = Ask();
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 2 * Page, Source), Is.Zero);
        _machine.Run();
        Touch(_client, 3);
        _ = Ask();
        Assert.That(Call(_pager, NativeCall.Resize, _memory, 2 * Page), Is.Zero);
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 3 * Page, Source), Is.Zero, "it was asked for before");
        _machine.Run();
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)), "and is beyond the end now");
        Touch(_client, 2);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)));
        Assert.That(Call(_pager, NativeCall.Resize, _memory, 4 * Page), Is.Zero);
        Touch(_client, 2);
        Assert.That(Ask(), Is.EqualTo((Name, 2 * Page)), "it is another page");
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 2 * Page, Source), Is.Zero);
        foreach (ulong size in new ulong[] { 0, 100, Page + 1, (1ul << 46) + Page, ulong.MaxValue })
        {
            Assert.That(Call(_pager, NativeCall.Resize, _memory, size), Is.EqualTo(Failure(Errno.Invalid)), $"{size:x}");
        }
    }

    [Test]
    public void Where_a_process_has_nothing_mapped_its_pager_is_asked()
    {
        const ulong Somewhere = 0x3000_0123_4000;
        ulong memory = ShowEverywhere();
        _machine.Begin(_client, (ulong)NativeCall.Inspect, Purse(_client), Somewhere);
        Assert.That(_client.IsIdle, Is.False, "a call waits for it as an instruction would");
        Assert.That(Ask(), Is.EqualTo((Name + 1, Somewhere)));
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name + 1, Somewhere, Source), Is.Zero);
        _machine.Run();
        Assert.That(_client.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_client, Somewhere + 64), Is.EqualTo(LinuxMachine.PeekWord(_pager, Source + 64)), "it is the page that was supplied");
        SimulatedProgram child = _machine.Adopt(_machine.Container.FindThread((int)_machine.Call(_client, 57))!);
        _machine.Run();
        _machine.Begin(child, (ulong)NativeCall.Inspect, Purse(child), Somewhere + Page);
        Assert.That(Ask(), Is.EqualTo((Name + 1, Somewhere + Page)), "a child has it, too");
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name + 1, Somewhere + Page, 0), Is.Zero);
        _machine.Run();
        Assert.That(child.Result, Is.EqualTo(Failure(Errno.BadAddress)));
        _machine.Begin(_client, (ulong)NativeCall.Inspect, Purse(_client), 0x100);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)), "nothing is ever mapped there");
        _machine.Begin(_client, (ulong)NativeCall.Inspect, Purse(_client), (1ul << 46) + 0x1000);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)), "the memory does not reach so far");
        TakeBack(memory);
        Assert.That(_client.Thread.Process.Memory!.Space.IsFree(PageRange.Of(new VirtualAddress(Somewhere).Page, 2)));
        Assert.That(_client.Thread.Process.Memory!.Space.FallbackBadge, Is.Zero);
        Assert.That(child.Thread.Process.Memory!.Space.FallbackBadge, Is.Zero);
        _machine.Begin(_client, (ulong)NativeCall.Inspect, Purse(_client), Somewhere);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)));
    }

    [Test]
    public void Another_pager_takes_the_place_of_the_one_before_and_none_ends_it()
    {
        const ulong Somewhere = 0x3000_0123_4000;
        _ = ShowEverywhere();
        uint records = _machine.Capabilities.RecordCount;
        ulong memory = ShowEverywhere();
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(records + 2), "the memory's and the process's, and the one before is gone");
        ulong process = ProcessHandle();
        Assert.That(Call(_pager, NativeCall.SetPager, process, 0), Is.Zero);
        _machine.Begin(_client, (ulong)NativeCall.Inspect, Purse(_client), Somewhere);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)));
        Assert.That(Call(_pager, NativeCall.SetPager, process, _handle), Is.EqualTo(Failure(Errno.NotCapable)), "a pager is no memory");
        Assert.That(Call(_pager, NativeCall.SetPager, process, memory), Is.Zero);
        _machine.Begin(_client, 59, LinuxMachine.PokeText(_client, "/program"), 0, 0);
        Assert.That(_client.Thread.Process.Memory!.Space.FallbackBadge, Is.Zero, "another program has other memory");
        _machine.Begin(_client, 231, 0);
        Assert.That(Call(_pager, NativeCall.SetPager, process, memory), Is.EqualTo(Failure(Errno.NoProcess)));
    }

    /// <summary>Memory of the pager, called one more than the other, shows wherever the client has nothing mapped.</summary>
    private ulong ShowEverywhere()
    {
        ulong memory = Handle(Call(_pager, NativeCall.Paged, _handle, Name + 1, 1ul << 46));
        Assert.That(Call(_pager, NativeCall.SetPager, ProcessHandle(), memory), Is.Zero);
        return memory;
    }

    private ulong ProcessHandle() => Handle(Call(
        _pager, NativeCall.Reach, Handle(Call(_pager, NativeCall.Handle, unchecked((ulong)-2))), (ulong)_client.Thread.Process.ProcessId, (ulong)Rights.SetPager));

    private ulong Purse(SimulatedProgram program) => Handle(_machine.Call(program, (ulong)NativeCall.Handle, unchecked((ulong)-3)));

    [TestCase("end")]
    [TestCase("delete")]
    [TestCase("revoke")]
    public void Nobody_waits_for_a_pager_that_is_no_more(string how)
    {
        SimulatedProgram second = _machine.Launch();
        ulong theirs = Map(second, Lent, 3);
        Touch(_client, 0);
        _machine.Begin(second, (ulong)NativeCall.Inspect, Handle(_machine.Call(second, (ulong)NativeCall.Handle, unchecked((ulong)-3))), theirs + Page);
        _ = Ask();
        if (how == "end")
        {
            _machine.Begin(_pager, 231, 0);
        }
        else if (how == "delete")
        {
            Assert.That(Call(_pager, NativeCall.Delete, _handle), Is.Zero);
        }
        else
        {
            TakeBack(_handle);
        }

        _machine.Run();
        Assert.That(_client.IsIdle && second.IsIdle, "one was received, the other was not");
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)));
        Assert.That(second.Result, Is.EqualTo(Failure(Errno.BadAddress)));
        Touch(_client, 3);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)), "nor is anything asked from then on");
    }

    [Test]
    public void A_pager_that_waits_is_told_that_it_was_revoked()
    {
        SimulatedProgram server = _machine.Launch();
        ulong theirs = Handle(Call(_pager, NativeCall.Give, _handle, (ulong)(Rights.Receive | Rights.Supply), (ulong)server.Thread.Process.ProcessId));
        _machine.Begin(server, (ulong)NativeCall.Receive, theirs, Buffer, Forever);
        Assert.That(Call(_pager, NativeCall.Revoke, _handle), Is.Zero);
        Assert.That(server.Result, Is.EqualTo(Failure(Errno.Canceled)));
        Touch(_client, 0);
        Assert.That(_client.IsIdle, Is.False, "the one that is left may still answer");
        _ = Ask();
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, 0, Source), Is.Zero);
    }

    [Test]
    public void Revoking_the_memory_takes_its_mappings()
    {
        Touch(_client, 0);
        _ = Ask();
        Assert.That(Call(_pager, NativeCall.Revoke, _memory), Is.Zero);
        _machine.Run();
        Assert.That(_client.IsIdle);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadAddress)));
        long answer = Call(_pager, NativeCall.Supply, _handle, Name, 0, Source);
        Assert.That(answer, Is.Zero.Or.EqualTo(Failure(Errno.NoEntry)), "whether it is still asked or not");
    }

    [Test]
    public void Who_waits_for_a_page_can_be_killed_and_everything_is_given_back()
    {
        Settle();
        uint records = _machine.Capabilities.RecordCount;
        int objects = _machine.Capabilities.ObjectCount;
        uint pages = _machine.Files.Memory.ObjectCount;
        ulong[] quota = Amounts();
        SimulatedProgram pager = _machine.Launch();
        SimulatedProgram client = _machine.Launch();
        LinuxMachine.PokeWords(pager, Source, 0x2222);
        ulong handle = Handle(Call(pager, NativeCall.Create, (ulong)ObjectType.Pager));
        ulong memory = Handle(Call(pager, NativeCall.Paged, handle, 5, 4 * Page));
        ulong theirs = Handle(Call(pager, NativeCall.Give, memory, Lent, (ulong)client.Thread.Process.ProcessId));
        ulong start = Handle(_machine.Call(client, (ulong)NativeCall.Map, theirs, 0, 4 * Page, 3));
        ulong own = Handle(_machine.Call(client, (ulong)NativeCall.Handle, unchecked((ulong)-3)));
        _machine.Begin(client, (ulong)NativeCall.Inspect, own, start);
        Assert.That(Call(pager, NativeCall.Receive, handle, Buffer, 0), Is.Zero);
        Assert.That(Call(pager, NativeCall.Supply, handle, 5, 0, Source), Is.Zero);
        _machine.Run();
        _machine.Begin(client, (ulong)NativeCall.Inspect, own, start + Page);
        Assert.That(Call(pager, NativeCall.Receive, handle, Buffer, 0), Is.Zero);
        Assert.That(_machine.Call(pager, 62, (ulong)client.Thread.Process.ProcessId, 9), Is.Zero);
        _machine.Run();
        Assert.That(_machine.Container.Processes, Has.Count.EqualTo(3));
        _machine.Begin(pager, 231, 0);
        Settle();
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(records));
        Assert.That(_machine.Capabilities.ObjectCount, Is.EqualTo(objects));
        Assert.That(_machine.Files.Memory.ObjectCount, Is.EqualTo(pages));
        Assert.That(Amounts(), Is.EqualTo(quota));
    }

    [Test]
    public void No_argument_makes_an_object_that_is_none()
    {
        foreach (ulong size in new ulong[] { 0, 1, Page + 1, ulong.MaxValue, ulong.MaxValue & ~(Page - 1), 1ul << 47 })
        {
            Assert.That(Call(_pager, NativeCall.Paged, _handle, 1, size), Is.EqualTo(Failure(Errno.Invalid)), $"{size:x}");
        }

        Touch(_client, 1);
        foreach ((ulong name, ulong offset, ulong address) in new (ulong, ulong, ulong)[] { (Name, 2 * Page, Source), (Name + 1, Page, Source), (Name, ulong.MaxValue & ~(Page - 1), Source), (0, Page, 0) })
        {
            Assert.That(Call(_pager, NativeCall.Supply, _handle, name, offset, address), Is.EqualTo(Failure(Errno.NoEntry)));
        }

        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, Page + 1, Source), Is.EqualTo(Failure(Errno.Invalid)));
        Assert.That(Call(_pager, NativeCall.Supply, _handle, Name, Page, 0x1000), Is.EqualTo(Failure(Errno.BadAddress)));
        Assert.That(Call(_pager, NativeCall.Receive, _handle, 0x1000, 0), Is.EqualTo(Failure(Errno.BadAddress)));
        Assert.That(Ask(), Is.EqualTo((Name, Page)), "it was not lost");
    }

    [Test]
    public void No_more_can_be_asked_at_once_than_there_is_room_for()
    {
        Pager pager = new();
        CapabilityHandle held = _machine.Capabilities.RootSpace.Insert(pager, Rights.Receive).Expect("there is room");
        PagedMemory memory = new(_machine.Files.Memory, pager, 1, 600 * Page, _machine.Files.Account);
        for (ulong page = 0; page < 520; page++)
        {
            FaultVerdict expected = page < 512 ? FaultVerdict.NeedsIo : FaultVerdict.PagerFailed;
            Assert.That(memory.Pages.TryGetPage(new PageNumber(page), out _).Verdict, Is.EqualTo(expected), $"{page}");
        }

        memory.Discard();
        Assert.That(_machine.Capabilities.RootSpace.Delete(held), Is.EqualTo(Errno.None));
        Settle();
    }

    private static long Failure(Errno error) => -(long)error;

    private static ulong Handle(long answer)
    {
        Assert.That(answer is < 0 and > -4096, Is.False, $"it fails: {answer}");
        return (ulong)answer;
    }

    private ulong[] Amounts() => [.. Enum.GetValues<Resource>().Select(_machine.Capabilities.RootQuota.Used)];

    private void Settle()
    {
        _machine.Run();
        _ = _machine.Capabilities.Reap();
        while (_machine.Files.Memory.HasWork && !_machine.Files.Memory.Work())
        {
        }
    }

    /// <summary>Has a program map the memory, which it is given.</summary>
    private ulong Map(SimulatedProgram program, ulong rights, ulong protection)
    {
        ulong theirs = Lend(program, rights);
        return Handle(_machine.Call(program, (ulong)NativeCall.Map, theirs, 0, 8 * Page, protection));
    }

    /// <summary>Gives a program the memory; its handle there.</summary>
    private ulong Lend(SimulatedProgram program, ulong rights) => Handle(Call(_pager, NativeCall.Give, _memory, rights, (ulong)program.Thread.Process.ProcessId));

    /// <summary>Makes a call that writes to a page.</summary>
    private void Touch(SimulatedProgram program, ulong page) => Touch(program, page, _start);

    private void Touch(SimulatedProgram program, ulong page, ulong start) => _machine.Begin(program, (ulong)NativeCall.Inspect, Purse(program), start + (page * Page));

    private (ulong Name, ulong Offset) Ask()
    {
        Assert.That(Call(_pager, NativeCall.Receive, _handle, Buffer, 0), Is.Zero);
        return (LinuxMachine.PeekWord(_pager, Buffer + WordsAt), LinuxMachine.PeekWord(_pager, Buffer + WordsAt + 8));
    }

    private void TakeBack(ulong handle)
    {
        Assert.That(_pager.Thread.Process.Descriptors.Space.TryDescribe(new CapabilityHandle(handle).Index, out _, out CapabilityDescription held));
        Errno error;
        while ((error = _machine.Capabilities.TakeBack(held.Record)) == Errno.Again)
        {
        }

        Assert.That(error, Is.EqualTo(Errno.None));
    }

    private long Call(SimulatedProgram program, NativeCall call, params ulong[] arguments) => _machine.Call(program, (ulong)call, arguments);
}
