using System.Text;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Fs;

/// <summary>/proc: text made when it is opened, and directories that come and go with what they tell of (S-35).</summary>
/// <remarks>
/// Owns: the names at its root. Does not own: what is told; rooms above register a <see cref="GeneratedFile"/> for a system-wide file, and one
/// <see cref="GeneratedDirectory"/> that knows the processes. Nothing is remembered between lookups (IsVolatile), nothing is cached (M-41).
/// </remarks>
public sealed class ProcFileSystem : FileSystem
{
    private const uint Magic = 0x9fa0;

    private readonly ProcRoot _root;
    private ulong _nextNumber = 2;

    public ProcFileSystem(DeviceNumber device, IFileClock clock, Frames frames)
        : base("proc", device, clock, frames)
    {
        IsVolatile = true;
        _root = new ProcRoot(this);
        Root = _root;
    }

    public override FileSystemStatus Status => new() { Magic = Magic, BlockSize = BlockSize, MostNameBytes = (uint)MostNameBytes };

    /// <summary>A number for a generated inode.</summary>
    public ulong NextNumber() => _nextNumber++;

    /// <summary>Adds a file or directory to the root. Exists when the name is taken.</summary>
    public Errno Register(string name, Inode inode) => _root.Add(Encoding.UTF8.GetBytes(name), inode);

    /// <summary>Adds the directory whose names appear in the root besides the registered ones: the processes.</summary>
    public void Register(GeneratedDirectory processes) => _root.Others = processes;

    protected internal override void Unreferenced(Inode inode)
    {
    }
}
