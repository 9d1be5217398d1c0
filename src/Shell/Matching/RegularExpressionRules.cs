using System;

namespace Vela.Shell;

/// <summary>How a regular expression is read and applied; the names of grep's options.</summary>
[Flags]
public enum RegularExpressionRules
{
    /// <summary>Basic (XBD 9.3), found anywhere in a line.</summary>
    None = 0,

    /// <summary>-E (XBD 9.4).</summary>
    Extended = 1,

    /// <summary>-i.</summary>
    EitherCase = 2,

    /// <summary>-x: the whole line must match.</summary>
    WholeLine = 4,
}
