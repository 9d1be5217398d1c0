using System.Collections.Generic;
using NUnit.Framework;

namespace Vela.Tests.Boot;

/// <summary>Issue 2: ten boots in a row of each machine shape, and none fails.</summary>
[TestFixture]
[Category("Boot")]
[Category("Long")]
internal sealed class EnduranceTests
{
    private const int Boots = 10;
    private static readonly System.TimeSpan _limit = System.TimeSpan.FromMinutes(2);

    private static IReadOnlyList<MachineShape> Shapes => MachineShape.All;

    [TestCaseSource(nameof(Shapes))]
    public void Ten_boots_in_a_row_come_to_the_prompt(MachineShape shape)
    {
        for (int boot = 1; boot <= Boots; boot++)
        {
            using VelaMachine machine = VelaMachine.Boot(shape with { Name = shape.Name + "-endurance" }, "", _ => { });
            bool isUp = machine.WaitForConsole("vela:/$ ", _limit);
            Assert.That(isUp, Is.True, $"boot {boot}: {machine.Console}\n{machine.Log}");
            machine.Discard();
        }
    }
}
