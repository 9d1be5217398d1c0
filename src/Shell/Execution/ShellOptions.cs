using System;

namespace Vela.Shell;

/// <summary>What <c>set</c> switches (XCU 2.14, set).</summary>
[Flags]
public enum ShellOptions
{
    None = 0,

    /// <summary>-a: every variable that is set is exported.</summary>
    ExportAll = 1,

    /// <summary>-C: <c>&gt;</c> does not overwrite.</summary>
    NoClobber = 2,

    /// <summary>-e: a command that fails ends the shell.</summary>
    ExitOnError = 4,

    /// <summary>-f: patterns are not matched against files.</summary>
    NoGlobbing = 8,

    /// <summary>-n: commands are read and not run.</summary>
    NoExecution = 16,

    /// <summary>-u: an unset parameter is an error.</summary>
    NoUnset = 32,

    /// <summary>-v: lines are shown as they are read.</summary>
    Verbose = 64,

    /// <summary>-x: commands are shown as they are run.</summary>
    Trace = 128,

    /// <summary>-o pipefail: a pipeline fails if any of its commands does.</summary>
    PipeFail = 256,
}
