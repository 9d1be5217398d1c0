namespace Vela.Fs;

/// <summary>Where a name leads, apart from the name: a store of a reference marks what lies around it, and the collector looks through all of that.</summary>
/// <remarks>A structure, so that nobody asks at each store what kind of array it goes to.</remarks>
internal struct InodeReference
{
    public Inode? Inode;
}
