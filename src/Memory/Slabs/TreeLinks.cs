using System.Runtime.InteropServices;

namespace Vela.Memory;

/// <summary>A node's place in one tree: indices into its slab, 0 for none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TreeLinks
{
    public uint Left;
    public uint Right;
    public uint Parent;

    /// <summary>Random; no child's is greater than its parent's, which keeps the tree about 2 ln n deep whatever the order of insertion.</summary>
    public uint Priority;
}
