using System;

namespace Vela.Shell;

/// <summary>A word cannot be expanded: division by zero, an unset parameter that must be set, a read-only variable. Ends the script, or the typed line (XCU 2.8.1).</summary>
public sealed class ExpansionException(string message) : Exception(message);
