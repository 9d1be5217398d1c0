using System;

namespace Vela.Tests.Boot;

/// <summary>Runs the image's tests on one machine and gathers what they said.</summary>
internal static class SuiteRun
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(90);

    public static SuiteResult On(MachineShape shape, TimeSpan limit, string selection = "")
    {
        FrameReader reader = new();
        object gate = new();
        TimeSpan heard = default;
        VelaMachine? machine = null;
        string option = selection.Length == 0 ? "selftest" : $"selftest={selection}";
        machine = VelaMachine.Boot(shape, option, bytes =>
        {
            lock (gate)
            {
                heard = machine?.Elapsed ?? default;
                reader.Add(bytes);
            }
        });
        MachineEnd end = machine.WaitForEnd(limit, _silence, () => heard);
        SuiteResult result;
        lock (gate)
        {
            reader.End();
            result = SuiteResult.From(reader, end, machine.Console + machine.Log, machine.Elapsed);
        }

        if (end == MachineEnd.Orderly && result.Complaints.Count == 0 && result.AllPassed)
        {
            machine.Discard();
        }

        machine.Dispose();
        return result;
    }
}
