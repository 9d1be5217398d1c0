namespace Vela.Processes;

/// <summary>Values of <see cref="SignalInfo.Code"/> (sigaction(2)).</summary>
public static class SignalCode
{
    /// <summary>kill(2).</summary>
    public const int User = 0;

    /// <summary>The kernel.</summary>
    public const int Kernel = 0x80;

    /// <summary>sigqueue(3).</summary>
    public const int Queue = -1;

    /// <summary>A POSIX timer.</summary>
    public const int Timer = -2;

    /// <summary>tkill(2), tgkill(2).</summary>
    public const int Thread = -6;

    public const int IllegalOperation = 2;
    public const int IntegerDivision = 1;
    public const int IntegerOverflow = 2;
    public const int InvalidFloatingPoint = 7;
    public const int AddressNotMapped = 1;
    public const int AccessDenied = 2;
    public const int MisalignedAddress = 1;
    public const int NoSuchAddress = 2;
    public const int Breakpoint = 1;
    public const int SingleStep = 2;

    public const int ChildExited = 1;
    public const int ChildKilled = 2;
    public const int ChildStopped = 5;
    public const int ChildContinued = 6;
}
