namespace Vela.Processes;

/// <summary>Soft and hard limits of a process (getrlimit(2)).</summary>
/// <remarks>Owns: two tables, shared with forked copies until one of them changes its own, so that a fork does not copy them.</remarks>
public sealed class ResourceLimits
{
    public const ulong Infinite = ulong.MaxValue;

    public const int Count = 16;

    public const int Cpu = 0;
    public const int FileSize = 1;
    public const int Stack = 3;
    public const int Core = 4;
    public const int Processes = 6;
    public const int OpenFiles = 7;
    public const int AddressSpace = 9;

    private const ulong DefaultStack = 8UL << 20;
    private const ulong DefaultOpenFiles = 1024;
    private const ulong MostOpenFiles = 1UL << 20;

    private ulong[] _soft;
    private ulong[] _hard;
    private bool _isShared;

    public ResourceLimits()
        : this(new ulong[Count], new ulong[Count])
    {
        for (int i = 0; i < Count; i++)
        {
            _soft[i] = Infinite;
            _hard[i] = Infinite;
        }

        _soft[Stack] = DefaultStack;
        _soft[Core] = 0;
        _soft[OpenFiles] = DefaultOpenFiles;
        _hard[OpenFiles] = MostOpenFiles;
    }

    private ResourceLimits(ulong[] soft, ulong[] hard)
    {
        _soft = soft;
        _hard = hard;
    }

    public ulong Soft(int resource) => _soft[resource];

    public ulong Hard(int resource) => _hard[resource];

    public void Set(int resource, ulong soft, ulong hard)
    {
        if (_isShared)
        {
            _soft = (ulong[])_soft.Clone();
            _hard = (ulong[])_hard.Clone();
            _isShared = false;
        }

        _soft[resource] = soft;
        _hard[resource] = hard;
    }

    /// <summary>How long a file may become, in bytes; <see cref="Infinite"/>: as long as it likes.</summary>
    public ulong MostFileBytes => _soft[FileSize];

    /// <summary>A child's.</summary>
    public ResourceLimits Fork()
    {
        _isShared = true;
        return new ResourceLimits(_soft, _hard) { _isShared = true };
    }
}
