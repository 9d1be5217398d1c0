namespace Vela.Fs;

/// <remarks>
/// Names of a file system that is asked at each lookup (<see cref="FileSystem.IsVolatile"/>) are kept for whoever holds them. Of those that nobody
/// holds only the last few stay, which a walk may stand on: what they lead to, a process that has ended, would otherwise live as long as its name.
/// </remarks>
internal sealed partial class DentryCache
{
    private const int MostVolatile = 64;

    private readonly uint[] _volatile = new uint[MostVolatile];
    private uint _nextVolatile;

    private bool IsVolatile(uint index) => OwnerOf(index) is { IsVolatile: true };

    private void NoteVolatile(uint index)
    {
        uint old = _volatile[_nextVolatile];
        _volatile[_nextVolatile] = index;
        _nextVolatile = (_nextVolatile + 1) % MostVolatile;

        // The cell may be another name's by now. That is forgotten a little early if it is volatile, too, and left alone if not.
        const DentryFlags Known = DentryFlags.Live | DentryFlags.Hashed;
        while (old != 0 && old != index && (_cells[old].Flags & Known) == Known && _cells[old].References == 0 && IsVolatile(old))
        {
            uint parent = _cells[old].Parent;
            Forget(old);
            old = parent; // which this one may have kept
        }
    }
}
