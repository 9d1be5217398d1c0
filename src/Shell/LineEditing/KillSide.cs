namespace Vela.Shell;

/// <summary>On which side of the cursor the killed text was.</summary>
public enum KillSide
{
    Before,
    After,
}
