namespace Vela.Shell;

/// <summary>What <c>help NAME</c> shows.</summary>
/// <param name="Group">Its heading.</param>
/// <param name="Usage">How it is called, name first.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Example">A line that can be typed as it is.</param>
/// <param name="Details">Options and what else is worth knowing; lines end in a newline.</param>
public sealed record CommandManual(HelpGroup Group, string Usage, string Summary, string Example, string Details = "");
