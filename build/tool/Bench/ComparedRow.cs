namespace Vela.Build.Bench;

/// <summary>One row on both machines.</summary>
/// <param name="LinuxSpread">How far the runs lie apart, as a share of their middle; 0 where instructions are counted.</param>
public sealed record ComparedRow(string Row, Measurement Linux, Measurement Vela, double LinuxSpread = 0, double VelaSpread = 0)
{
    public double? Ratio => Linux.Cost is > 0 && Vela.Cost is > 0 ? Vela.Cost / Linux.Cost : null;
}
