namespace Vela.Shell;

/// <summary>What may be done in a directory that is handed over, and everywhere below.</summary>
public enum DirectoryRights
{
    Read,
    ReadAndWrite,
}
