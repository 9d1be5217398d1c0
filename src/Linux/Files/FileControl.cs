namespace Vela.Linux;

/// <summary>The commands of fcntl(2) that are known here.</summary>
internal static class FileControl
{
    public const int DuplicateDescriptor = 0;
    public const int GetDescriptorFlags = 1;
    public const int SetDescriptorFlags = 2;
    public const int GetFlags = 3;
    public const int SetFlags = 4;
    public const int GetLock = 5;
    public const int SetLock = 6;
    public const int SetLockWaiting = 7;
    public const int SetOwner = 8;
    public const int GetOwner = 9;
    public const int GetSignal = 11;
    public const int GetOpenFileLock = 36;
    public const int SetOpenFileLock = 37;
    public const int SetOpenFileLockWaiting = 38;
    public const int DuplicateCloseOnExecute = 1030;
    public const int SetPipeSize = 1031;
    public const int GetPipeSize = 1032;
}
