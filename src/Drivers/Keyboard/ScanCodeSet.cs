namespace Vela.Drivers;

/// <summary>How a keyboard numbers its keys. The controller's translation, which firmware leaves on, makes set 1 of set 2.</summary>
public enum ScanCodeSet : byte
{
    Set1 = 1,
    Set2 = 2,
}
