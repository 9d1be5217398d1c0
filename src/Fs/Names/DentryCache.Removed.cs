namespace Vela.Fs;

/// <remarks>
/// Names that were removed and are known to lead nowhere. Where names come and go they would fill the table, and every cell would be written in turn; so
/// only the last stay, and the cell of one before is the next to be used.
/// </remarks>
internal sealed partial class DentryCache
{
    /// <summary>A power of two.</summary>
    private const int MostRemoved = 256;

    private readonly uint[] _removed = new uint[MostRemoved];
    private uint _removedCount;

    private void NoteRemoved(uint index)
    {
        ref uint place = ref _removed[unchecked(_removedCount++) & (MostRemoved - 1)];
        uint old = place;
        place = index;
        if (old == index || old == 0)
        {
            return;
        }

        // Meanwhile it may lead somewhere again, or be another's.
        ref Dentry cell = ref _cells[old];
        if (InodeOf(old) is null && cell.References == 0 && (cell.Flags & (DentryFlags.Hashed | DentryFlags.Root)) == DentryFlags.Hashed)
        {
            Forget(old);
        }
    }
}
