using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>The value of an expression: <c>$((…))</c> (XCU 2.6.4).</summary>
public sealed class ArithmeticPart(int position, IReadOnlyList<WordPart> expression) : WordPart(position)
{
    /// <summary>Expanded as if in double quotes, and then evaluated.</summary>
    public IReadOnlyList<WordPart> Expression { get; } = expression;
}
