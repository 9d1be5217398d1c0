namespace Vela.Capabilities;

/// <summary>A reference in a structure of its own: an array of these is written without the check that an array of a class needs.</summary>
internal struct ObjectEntry
{
    public KernelObject Object;
}
