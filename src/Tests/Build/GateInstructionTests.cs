using System.Collections.Generic;
using System.IO;
using System.Linq;
using Iced.Intel;
using NUnit.Framework;
using Vela.Build.Elf;

namespace Vela.Tests.Build;

/// <summary>What the gate costs where it counts: in the linked image, by disassembly.</summary>
[TestFixture]
[Category("Image")]
public sealed class GateInstructionTests
{
    /// <summary>A caller of CapabilitySpace.Get and nothing else, whose result it returns.</summary>
    private const string Caller = "HandlesReachObjects__Reach";

    private const int Limit = 26;

    /// <summary>The caller's own: push rbp, mov rbp rsp, pop rbp, ret.</summary>
    private const int CallerInstructions = 4;

    [Test]
    public void The_gate_lets_a_holder_pass_within_twenty_six_instructions() // issue row "Speed": bounds, generation, mask, exact type
    {
        List<List<Instruction>> paths = [];
        Follow(Disassemble(), paths);
        List<Instruction> hit = paths.Single();
        string listing = string.Join('\n', hit.Select(instruction => $"{instruction.IP:x} {instruction}"));
        TestContext.Out.WriteLine(listing);
        Assert.Multiple(() =>
        {
            Assert.That(hit, Has.Count.LessThanOrEqualTo(Limit + CallerInstructions), listing);
            Assert.That(hit.Count(instruction => instruction.FlowControl == FlowControl.ConditionalBranch), Is.GreaterThanOrEqualTo(4), "bounds, generation, rights and type are all asked");
        });
    }

    private static Dictionary<ulong, Instruction> Disassemble()
    {
        ElfImage image = ElfImage.Read(Path.Combine(Repository.Output, "selftest", "vela.debug.elf"));
        ElfSymbol caller = image.Symbols().Single(symbol => symbol.MayNameCode && !symbol.Name.StartsWith("_lsda", System.StringComparison.Ordinal) && symbol.Name.EndsWith(Caller, System.StringComparison.Ordinal));
        int offset = image.OffsetOf(caller.Address, (int)caller.Length) ?? throw new InvalidDataException($"{Caller} has no code");
        Decoder decoder = Decoder.Create(64, image.Bytes[offset..(offset + (int)caller.Length)], caller.Address);
        Dictionary<ulong, Instruction> code = [];
        while (decoder.IP < caller.Address + caller.Length)
        {
            Instruction instruction = decoder.Decode();
            code.Add(instruction.IP, instruction);
        }

        return code;
    }

    /// <summary>Every way from the first instruction to a return that calls nobody: a refusal is always a call.</summary>
    private static void Follow(Dictionary<ulong, Instruction> code, List<List<Instruction>> paths)
    {
        Stack<(ulong At, List<Instruction> Before)> open = new([(code.Keys.Min(), [])]);
        while (open.TryPop(out (ulong At, List<Instruction> Before) next))
        {
            (ulong at, List<Instruction> path) = (next.At, [.. next.Before]);
            while (code.TryGetValue(at, out Instruction instruction) && instruction.FlowControl is not (FlowControl.Call or FlowControl.IndirectCall or FlowControl.Exception))
            {
                Assert.That(path, Has.Count.LessThan(1000), "the gate has a loop");
                path.Add(instruction);
                if (instruction.FlowControl == FlowControl.Return)
                {
                    paths.Add(path);
                    break;
                }

                if (instruction.FlowControl == FlowControl.ConditionalBranch)
                {
                    open.Push((instruction.NearBranchTarget, [.. path]));
                }

                at = instruction.FlowControl == FlowControl.UnconditionalBranch ? instruction.NearBranchTarget : instruction.NextIP;
            }
        }
    }
}
