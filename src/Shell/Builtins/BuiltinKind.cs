namespace Vela.Shell;

/// <summary>How a builtin stands to the shell it runs in.</summary>
public enum BuiltinKind
{
    /// <summary>It could be a program: it changes nothing of the shell, and runs as a job that can be stopped.</summary>
    Utility,

    /// <summary>It reads or changes the shell itself.</summary>
    Intrinsic,

    /// <summary>A special builtin (XCU 2.14): found before functions, and assignments in front of it stay.</summary>
    Special,
}
