using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Primitives;

namespace Vela.Tests.Linux;

/// <summary>The column "needs" of docs/abi/linux.md, held against every call (issue 4): nothing goes without a capability, and no right is asked for or left out that is not listed.</summary>
[TestFixture]
public sealed class CallRightsTests
{
    private const int Poll = 7;
    private const int Break = 12;
    private const int PollMasked = 271;
    private const ulong NotADescriptor = 0x20;

    [Test]
    public void Every_call_says_what_it_needs_and_can_be_arranged()
    {
        foreach (CallRow row in CallTable.Rows)
        {
            Assert.That(row.Needs.Length == 0, Is.EqualTo(row.State == "absent"), row.Name);
            int expected = row.State == "absent" || row.IsAboutItself ? 0 : row.AlwaysFails ? 1 : CallTable.Needs(row).Count;
            Assert.That(CallArrangements.Of(row.Number), Has.Count.EqualTo(expected), row.Name);
        }
    }

    [Test]
    public void Without_capabilities_every_call_fails_and_changes_nothing()
    {
        int calls = 0;
        List<string> wrong = [];
        foreach (CallRow row in CallTable.Present.Where(row => !row.IsAboutItself))
        {
            foreach (CallArrangement arrangement in CallArrangements.Of(row.Number))
            {
                using CallTrial trial = new(Authority.Nothing);
                ulong[] arguments = arrangement.Arguments(trial);
                string before = trial.Describe();
                long result = trial.Call(row.Number, arguments);
                calls++;
                if (!HasFailed(row.Number, trial, arguments, result))
                {
                    wrong.Add($"{row.Name} succeeds: {result}");
                }

                string after = trial.Describe();
                if (after != before)
                {
                    wrong.Add($"{row.Name} changes {string.Join("; ", after.Split('\n').Except(before.Split('\n')))}");
                }

                trial.Sweep();
            }
        }

        TestContext.Out.WriteLine(
            $"{CallTable.Present.Count(row => !row.IsAboutItself)} calls fail without capabilities, in {calls} ways; {CallTable.Present.Count(row => row.IsAboutItself)} speak about the caller alone");
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void A_call_without_one_right_fails_if_and_only_if_its_row_lists_the_right()
    {
        int calls = 0;
        int denied = 0;
        List<string> wrong = [];
        foreach (CallRow row in CallTable.Present.Where(row => !row.IsAboutItself && !row.AlwaysFails))
        {
            foreach ((CallNeeds needs, CallArrangement arrangement) in CallTable.Needs(row).Zip(CallArrangements.Of(row.Number)))
            {
                string name = needs.Work.Length == 0 ? row.Name : $"{row.Name} ({needs.Work})";
                long whole = Try(row, arrangement, "", Rights.None, out _, out bool hasFailed);
                bool never = whole == -(long)Errno.NotSocket || whole == -(long)Errno.NotSupported;
                if (hasFailed && !never)
                {
                    wrong.Add($"{name} fails with everything: {whole}");
                    continue;
                }

                foreach ((string capability, Rights needed) in needs.Capabilities)
                {
                    _ = Try(row, arrangement, capability, Rights.None, out Rights held, out _);
                    foreach (Rights right in Enum.GetValues<Rights>().Where(right => right != Rights.None && (held & right) != 0))
                    {
                        long result = Try(row, arrangement, capability, right, out _, out hasFailed);
                        bool isNeeded = (needed & right) != 0;
                        long denial = row.Number == Break ? result : -(long)SystemCallRights.Denial((uint)row.Number);
                        calls++;
                        denied += isNeeded ? 1 : 0;
                        if (isNeeded ? !hasFailed || result != denial : hasFailed != never)
                        {
                            wrong.Add($"{name} without {right} on {capability}: {result}");
                        }
                    }
                }
            }
        }

        TestContext.Out.WriteLine($"{calls} calls without one right: {denied} denied, {calls - denied} not");
        Assert.That(wrong, Is.Empty);
    }

    private static long Try(CallRow row, CallArrangement arrangement, string capability, Rights right, out Rights held, out bool hasFailed)
    {
        using CallTrial trial = new(Authority.Everything);
        arrangement.Prepare(trial);
        held = capability.Length == 0 ? Rights.None : trial.RightsOf(capability);
        if (right != Rights.None)
        {
            trial.Withhold(capability, right);
        }

        ulong[] arguments = arrangement.Arguments(trial);
        long result = trial.Call(row.Number, arguments);
        hasFailed = HasFailed(row.Number, trial, arguments, result);
        return result;
    }

    /// <summary>brk(2) answers with the old end, poll(2) with a mark on the descriptor.</summary>
    private static bool HasFailed(int call, CallTrial trial, ulong[] arguments, long result) => call switch
    {
        Break => (ulong)result != arguments[0],
        Poll or PollMasked => (LinuxMachine.PeekWord(trial.Program, arguments[0]) >> 48) == NotADescriptor,
        _ => result is < 0 and > -4096,
    };
}
