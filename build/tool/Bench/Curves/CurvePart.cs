namespace Vela.Build.Bench.Curves;

/// <summary>One line of a curve: an operation, as the rows CURVE_SIZE_NAME report it.</summary>
public sealed record CurvePart(string Name, string Operation);
