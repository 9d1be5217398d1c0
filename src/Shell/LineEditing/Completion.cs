using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>What could stand where the cursor is.</summary>
/// <param name="Start">Where the text begins that a candidate replaces; it ends at the cursor.</param>
/// <param name="Candidates">Whole replacements, in order, ready to be inserted.</param>
public sealed record Completion(int Start, IReadOnlyList<Candidate> Candidates);
