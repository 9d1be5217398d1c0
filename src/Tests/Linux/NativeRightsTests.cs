using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;
using Vela.Tests.Build;

namespace Vela.Tests.Linux;

/// <summary>The column "needs" of docs/abi/vela.md, held against every call, as <see cref="CallRightsTests"/> does for Linux's (issue 4).</summary>
[TestFixture]
public sealed class NativeRightsTests
{
    private const ulong Buffer = CallTrial.Buffer;

    private static readonly Dictionary<NativeCall, Func<CallTrial, ulong[]>> _arguments = new()
    {
        [NativeCall.Handle] = trial => [trial.First],
        [NativeCall.Use] = trial => [Standing(-1), trial.Second],
        [NativeCall.Descriptor] = trial => [trial.Second, 0],
        [NativeCall.Inspect] = trial => [trial.Second, Buffer],
        [NativeCall.Derive] = trial => [trial.Second, 0],
        [NativeCall.Seal] = trial => [trial.Second],
        [NativeCall.Duplicate] = trial => [trial.Second],
        [NativeCall.Move] = trial => [trial.Second],
        [NativeCall.Transfer] = trial => [trial.Second, 0, trial.Other],
        [NativeCall.Give] = trial => [trial.Second, 0, trial.Other],
        [NativeCall.Split] = trial => [trial.Second, trial.Words(0, 0, 1, 0, 0, 0)],
        [NativeCall.Endow] = trial => [trial.Second, trial.Second, trial.Words(0, 0, 1, 0, 0, 0)],
        [NativeCall.SplitRights] = trial => [trial.Second, (ulong)Rights.Execute],
        [NativeCall.Share] = trial => [trial.Second, 0, (ulong)Audience.Container],
        [NativeCall.Revoke] = trial => [trial.Second],
        [NativeCall.Delete] = trial => [trial.Second],
        [NativeCall.Create] = _ => [(ulong)ObjectType.Endpoint],
        [NativeCall.Badge] = trial => [trial.Second, 0, 1],
        [NativeCall.Signal] = trial => [trial.Second, 1],
        [NativeCall.Wait] = trial => [trial.Second, Buffer, ulong.MaxValue],
        [NativeCall.Send] = trial => [trial.Second, Message(trial), ulong.MaxValue],
        [NativeCall.Receive] = trial => [trial.Second, Buffer, ulong.MaxValue],
        [NativeCall.Request] = trial => [trial.Second, Message(trial), ulong.MaxValue],
        [NativeCall.Reply] = trial => [trial.Second, Message(trial)],
        [NativeCall.Reach] = trial => [trial.Second, trial.Other, 0],
        [NativeCall.Suspend] = trial => [trial.Second],
        [NativeCall.Resume] = trial => [trial.Second],
        [NativeCall.Destroy] = trial => [trial.Second],
        [NativeCall.Input] = trial => [trial.Second, 0x70, 1],
        [NativeCall.Output] = trial => [trial.Second, 0x70, 1, 0],
        [NativeCall.Map] = trial => [trial.Second, 0, 4096, 3],
        [NativeCall.Acknowledge] = trial => [trial.Second],
        [NativeCall.Paged] = trial => [trial.Second, 1, 4096],
        [NativeCall.Supply] = trial => [trial.Second, 1, 0, Buffer],
        [NativeCall.Registers] = trial => [trial.Second, Buffer],
        [NativeCall.Schedule] = trial => [trial.Second, 5, 0],
        [NativeCall.Resize] = trial => [trial.Second, 8192],
        [NativeCall.SetPager] = trial => [trial.Second, Shown(trial, PagedMemory.Usable)],
    };

    /// <summary>They tell the caller what it has, and why it was refused.</summary>
    private static readonly NativeCall[] _aboutItself = [NativeCall.Next, NativeCall.Why];

    [Test]
    public void Every_call_can_be_arranged() => Assert.That(_arguments.Keys.Concat(_aboutItself), Is.EquivalentTo(Enum.GetValues<NativeCall>()));

    [Test]
    public void Without_capabilities_every_call_fails_and_changes_nothing()
    {
        foreach ((NativeCall call, Func<CallTrial, ulong[]> arguments) in _arguments)
        {
            using CallTrial trial = new(Authority.Nothing);
            trial.Second = 5ul << 32; // a number like those that others have
            ulong[] words = arguments(trial);
            string before = trial.Describe();
            Assert.That(trial.Call((int)call, words), Is.LessThan(0), call.ToString());
            Assert.That(trial.Describe(), Is.EqualTo(before), call.ToString());
            trial.Sweep();
        }
    }

    [Test]
    public void A_call_without_one_right_fails_if_and_only_if_its_row_lists_the_right()
    {
        int calls = 0;
        List<string> wrong = [];
        foreach ((NativeCall call, Rights needed) in Rows())
        {
            foreach (Rights right in Enum.GetValues<Rights>())
            {
                bool isChosen = call == NativeCall.SplitRights && right == Rights.Execute; // the right that is to be split off
                if (isChosen || !_arguments.TryGetValue(call, out Func<CallTrial, ulong[]>? arguments))
                {
                    continue;
                }

                using CallTrial trial = new(Authority.Everything);
                if (!TryHold(trial, call, right))
                {
                    continue; // the object's type does not have it
                }

                long result = trial.Call((int)call, arguments(trial));
                bool isNeeded = (needed & right) != 0 && right != Rights.None;
                bool isDenied = result == -(long)Errno.NotCapable;
                bool hasFailed = result is < 0 and > -4096;
                calls++;
                if (isNeeded ? !isDenied : hasFailed)
                {
                    wrong.Add($"{call} without {right}: {result}");
                }
            }
        }

        TestContext.Out.WriteLine($"{calls} calls of Vela's own without one right");
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void To_send_a_capability_to_another_process_the_container_must_allow_it([Values] bool isMoved)
    {
        NativeCall call = isMoved ? NativeCall.Transfer : NativeCall.Give;
        using CallTrial trial = new(Authority.Everything);
        Assert.That(TryHold(trial, call, Rights.None));
        trial.Withhold("container", Rights.WriteState);
        Assert.That(trial.Call((int)call, _arguments[call](trial)), Is.EqualTo(-(long)Errno.NotCapable));
    }

    /// <summary>Signal, wait, suspend, resume, destroy and schedule mean processes and threads, too; with the rights that the table lists.</summary>
    [Test]
    public void What_is_done_to_a_process_or_a_thread_needs_the_right_and_no_other(
        [Values(NativeCall.Signal, NativeCall.Wait, NativeCall.Suspend, NativeCall.Resume, NativeCall.Destroy, NativeCall.Schedule)] NativeCall call, [Values] bool isThread)
    {
        Rights needed = Rows().Single(row => row.Call == call).Needed;
        foreach (Rights right in Enum.GetValues<Rights>())
        {
            using CallTrial trial = new(Authority.Everything);
            KernelObject subject = isThread ? trial.Maker.Thread : trial.Maker.Thread.Process;
            Rights all = RightsTable.Applicable(subject.Type);
            if ((all & right) != right)
            {
                continue;
            }

            trial.Second = trial.Program.Thread.Process.Descriptors.Space.Insert(subject, all & ~right).Expect("there is room").Value;
            trial.Withhold("container", Rights.None);
            Assert.That(trial.Call((int)NativeCall.Use, Standing(-2), 0), Is.Zero, "no container is asked");
            long expected = right != Rights.None && (needed & right) != 0 ? -(long)Errno.NotCapable : 0;
            Assert.That(trial.Call((int)call, _arguments[call](trial)), Is.EqualTo(expected), $"without {right}");
        }
    }

    [Test]
    public void To_send_a_capability_to_a_process_by_its_handle_that_must_allow_it([Values] bool isMoved, [Values] bool isAllowed)
    {
        NativeCall call = isMoved ? NativeCall.Transfer : NativeCall.Give;
        using CallTrial trial = new(Authority.Everything);
        Assert.That(TryHold(trial, call, Rights.None));
        Assert.That(trial.Call((int)NativeCall.Use, Standing(-2), 0), Is.Zero, "no container is asked");
        Rights rights = RightsTable.Applicable(ObjectType.Process) & ~(isAllowed ? Rights.None : Rights.WriteState);
        ulong process = trial.Program.Thread.Process.Descriptors.Space.Insert(trial.Maker.Thread.Process, rights).Expect("there is room").Value;
        long result = trial.Call((int)call, trial.Second, 0, process);
        Assert.That(result == -(long)Errno.NotCapable, Is.EqualTo(!isAllowed));
        Assert.That(result is < 0 and > -4096, Is.EqualTo(!isAllowed));
    }

    [Test]
    public void To_have_something_made_the_quota_must_allow_it()
    {
        using CallTrial trial = new(Authority.Everything);
        trial.Withhold("quota", Rights.Charge);
        Assert.That(trial.Call((int)NativeCall.Create, (ulong)ObjectType.Notification), Is.EqualTo(-(long)Errno.NotCapable));
    }

    [Test]
    public void What_goes_along_with_a_message_must_be_transferable([Values(NativeCall.Send, NativeCall.Request, NativeCall.Reply)] NativeCall call)
    {
        using CallTrial trial = new(Authority.Everything);
        Assert.That(TryHold(trial, call, Rights.None));
        trial.Withhold("fd", Rights.Transfer);
        Assert.That(trial.Call((int)call, _arguments[call](trial)), Is.EqualTo(-(long)Errno.NotCapable));
    }

    /// <summary>A message with a capability.</summary>
    private static ulong Message(CallTrial trial) =>
        trial.Words(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, trial.Program.Thread.Process.Descriptors.HandleOf((int)trial.First).Value, 0, 0, 0);

    /// <summary>What a call is about that is not about any file.</summary>
    private static KernelObject? SubjectOf(CallTrial trial, NativeCall call) => call switch
    {
        NativeCall.Signal or NativeCall.Wait => new Notification(),
        NativeCall.Badge or NativeCall.Send or NativeCall.Receive or NativeCall.Request => MakeEndpoint(trial),
        NativeCall.Reply => trial.Asked(),
        NativeCall.Reach => trial.Machine.Container,
        NativeCall.Input or NativeCall.Output => new SimulatedHardware(trial.Machine).Make(ObjectType.DevicePorts, 0x70, 0x71),
        NativeCall.Map => new SimulatedHardware(trial.Machine).Make(ObjectType.DeviceMemory, SimulatedHardware.Registers, SimulatedHardware.Registers + 0xfff),
        NativeCall.Paged => new Pager(),
        NativeCall.Resize => new PagedMemory(trial.Machine.Files.Memory, new Pager(), 1, 4096, trial.Machine.Files.Account),
        NativeCall.Supply => Asked(trial),
        NativeCall.Acknowledge => new SimulatedHardware(trial.Machine).Make(ObjectType.DeviceInterrupt, 8, 8),
        NativeCall.Registers => trial.Maker.Thread,
        NativeCall.Suspend or NativeCall.Resume or NativeCall.Destroy or NativeCall.Schedule or NativeCall.SetPager => trial.Maker.Thread.Process,
        _ => null,
    };

    [TestCase(Rights.Map)]
    [TestCase(Rights.Read)]
    [TestCase(Rights.Write)]
    public void What_is_to_show_where_nothing_is_mapped_must_be_usable(Rights right)
    {
        using CallTrial trial = new(Authority.Everything);
        Assert.That(TryHold(trial, NativeCall.SetPager, Rights.None));
        Assert.That(trial.Call((int)NativeCall.SetPager, trial.Second, Shown(trial, PagedMemory.Usable & ~right)), Is.EqualTo(-(long)Errno.NotCapable));
        Assert.That(trial.Call((int)NativeCall.SetPager, trial.Second, Shown(trial, PagedMemory.Usable)), Is.Zero);
    }

    [Test]
    public void To_have_a_process_paid_from_a_quota_that_must_allow_it([Values] bool isAllowed)
    {
        using CallTrial trial = new(Authority.Everything);
        Assert.That(TryHold(trial, NativeCall.Schedule, Rights.None));
        trial.Withhold("quota", isAllowed ? Rights.None : Rights.Charge);
        ulong quota = trial.Program.Thread.Process.Descriptors.HandleOf(WellKnown.Purse).Value;
        Assert.That(trial.Call((int)NativeCall.Schedule, trial.Second, 0, quota), Is.EqualTo(isAllowed ? 0 : -(long)Errno.NotCapable));
    }

    /// <summary>Memory of a pager that the program holds; without capabilities, a number.</summary>
    private static ulong Shown(CallTrial trial, Rights rights)
    {
        CapabilitySpace space = trial.Program.Thread.Process.Descriptors.Space;
        return space.Count == 0
            ? trial.Second
            : space.Insert(new PagedMemory(trial.Machine.Files.Memory, new Pager(), 1, 1ul << 46, trial.Machine.Files.Account), rights).Expect("there is room").Value;
    }

    /// <summary>A pager of which a page is asked.</summary>
    private static Pager Asked(CallTrial trial)
    {
        Pager pager = new();
        _ = trial.Machine.Capabilities.RootSpace.Insert(pager, Rights.Receive).Expect("somebody can receive");
        PagedMemory memory = new(trial.Machine.Files.Memory, pager, 1, 4096, trial.Machine.Files.Account);
        Assert.That(memory.Pages.TryGetPage(default, out _).Verdict, Is.EqualTo(FaultVerdict.NeedsIo));
        return pager;
    }

    private static Endpoint MakeEndpoint(CallTrial trial)
    {
        Endpoint made = new();
        _ = trial.Machine.Capabilities.RootSpace.Insert(made, Rights.Receive).Expect("somebody can receive");
        return made;
    }

    /// <summary>The program holds a capability of its own without one right, and <see cref="CallTrial.Second"/> is its handle.</summary>
    private static bool TryHold(CallTrial trial, NativeCall call, Rights without)
    {
        bool isQuota = call is NativeCall.Split or NativeCall.Endow;
        trial.First = trial.Open("/dir", 0x1_0000);
        CapabilitySpace space = trial.Program.Thread.Process.Descriptors.Space;
        if (SubjectOf(trial, call) is { } subject)
        {
            Rights all = subject is Reply ? Reply.Usable : RightsTable.Applicable(subject.Type);
            trial.Second = space.Insert(subject, all & ~without).Expect("there is room").Value;
            return (all & without) == without;
        }

        DescriptorTable descriptors = trial.Program.Thread.Process.Descriptors;
        CapabilityHandle whole = isQuota ? descriptors.HandleOf(WellKnown.Purse) : descriptors.HandleOf((int)trial.First);
        Rights held = space.RightsOf(whole);
        if ((held & without) != without)
        {
            return false;
        }

        // Without Duplicate nothing can be passed on that is derived, so that such a one is made by the kernel.
        Rights rights = held & ~without;
        trial.Second = trial.Make(whole, rights).Value;
        return true;
    }

    /// <summary>The rights that a row lists for the call's own handle.</summary>
    private static IEnumerable<(NativeCall Call, Rights Needed)> Rows() =>
        from line in File.ReadLines(Repository.PathOf("docs/abi/vela.md"))
        let row = Regex.Match(line, @"^\| (\d{4}) \| \w+ \|.*\| ([^|]*?) ?\|$")
        where row.Success
        let names = row.Groups[2].Value.Split(';')[0].Replace(" on both", "", StringComparison.Ordinal).Split(", ", StringSplitOptions.RemoveEmptyEntries)
        let rights = names.Where(name => !name.Contains(" on the ", StringComparison.Ordinal)).Aggregate(Rights.None, (all, name) => all | Enum.Parse<Rights>(name))
        select ((NativeCall)ulong.Parse(row.Groups[1].Value), rights);

    private static ulong Standing(int which) => unchecked((ulong)which);
}
