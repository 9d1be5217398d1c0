namespace Vela.Fs;

internal sealed partial class DentryCache
{
    /// <summary>Recounts every reference that a cell has from its children, and every chain, and walks every path that is remembered: for tests.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Check()
    {
        int[] children = new int[_used];
        int live = 0;
        for (uint index = 1; index < _used; index++)
        {
            ref Dentry cell = ref _cells[index];
            if ((cell.Flags & DentryFlags.Live) == 0)
            {
                continue;
            }

            live++;
            children[cell.Parent]++;
            bool isFound = Find(cell.Parent, NameOf(ref cell)) == index;
            if ((cell.Flags & DentryFlags.Root) == 0 && isFound != ((cell.Flags & DentryFlags.Hashed) != 0))
            {
                return $"dentry {index} is hashed and not found, or found and not hashed";
            }
        }

        for (uint index = 1; index < _used; index++)
        {
            if (_cells[index].References < children[index])
            {
                return $"dentry {index} has {children[index]} children and {_cells[index].References} references";
            }
        }

        return live == Count ? CheckPaths() : $"{live} dentries live, {Count} counted";
    }
}
