namespace Vela.Shell;

/// <summary>Where an incremental search goes.</summary>
public enum SearchDirection
{
    Older,
    Newer,
}
