namespace Vela.Shell;

/// <summary>What becomes of the settings that a job leaves the console with.</summary>
public enum LentSettings
{
    Kept,

    /// <summary>They become what they were before.</summary>
    Undone,
}
