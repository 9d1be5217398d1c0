using System;
using Vela.Memory;

namespace Vela.Fs;

/// <summary>An inode of an <see cref="Ext2FileSystem"/>.</summary>
/// <remarks>
/// Owns: the pointers to its blocks, what is known of where they lie. A regular file's contents are its pages; a directory's blocks are metadata.
/// Between commits memory is ahead of the disk: see <see cref="CutAt"/>.
/// </remarks>
internal sealed partial class Ext2Inode : Inode
{
    private readonly Ext2FileSystem _owner;
    private readonly uint[] _pointers = new uint[Ext2Layout.Pointers];
    private readonly BlockRuns _runs = new();
    private ulong _size;
    private uint _sectors;
    private uint _flags;
    private uint _attributesBlock;
    private uint _deletionTime;
    private VmObject? _closing;

    public Ext2Inode(Ext2FileSystem owner, uint number, InodeKind kind)
        : base(owner, number, kind)
    {
        _owner = owner;
    }

    public override ulong Size => _size;

    public override ulong Blocks => _sectors;

    /// <summary>Whether the disk has it: it was in a commit.</summary>
    public bool IsOnDisk { get; set; }

    /// <summary>The directory it was made in or moved to; for directories only.</summary>
    public uint Parent { get; set; }

    /// <summary>Whether a name was added since the last commit, so that an old name must not go before.</summary>
    public bool HasNewName { get; set; }

    /// <summary>No name and nobody that uses it is left: the next commit frees it.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The commit that is running frees it.</summary>
    public bool IsBeingFreed { get; set; }

    /// <summary>Links of <see cref="DirtyInodes"/>.</summary>
    public bool IsDirty { get; set; }

    public Ext2Inode? NextDirty { get; set; }

    public Ext2Inode? PreviousDirty { get; set; }

    /// <summary>The block of extended attributes; 0: none.</summary>
    public uint AttributesBlock => _attributesBlock;

    private uint BlockBytes => (uint)_owner.BytesPerBlock;

    public static InodeKind KindOf(ReadOnlySpan<byte> entry)
    {
        InodeKind kind = (InodeKind)(Little.U16(entry, 0) >> 12);
        return Enum.IsDefined(kind) ? kind : InodeKind.None;
    }

    public override void AttributesChanged() => _owner.NoteDirty(this);

    public void Initialise(in NewInode what)
    {
        Permissions = what.Permissions;
        Owner = what.Owner;
        Group = what.Group;
        Device = what.Device;
        (AccessTime, ModifyTime, ChangeTime) = (what.Time, what.Time, what.Time);
        Links = what.Kind == InodeKind.Directory ? 2u : 1u;
        OpenPages();
    }

    public void Decode(ReadOnlySpan<byte> entry)
    {
        Permissions = (ushort)(Little.U16(entry, 0) & 0xfff);
        Owner = Little.U16(entry, 2) | ((uint)Little.U16(entry, 120) << 16);
        Group = Little.U16(entry, 24) | ((uint)Little.U16(entry, 122) << 16);
        _size = Little.U32(entry, 4) | (Kind == InodeKind.File ? (ulong)Little.U32(entry, 108) << 32 : 0);
        AccessTime = Time(entry, 8);
        ChangeTime = Time(entry, 12);
        ModifyTime = Time(entry, 16);
        Links = Little.U16(entry, 26);
        _sectors = Little.U32(entry, 28);
        _flags = Little.U32(entry, 32);
        _attributesBlock = Little.U32(entry, 104);
        for (int i = 0; i < Ext2Layout.Pointers; i++)
        {
            _pointers[i] = Little.U32(entry, 40 + (4 * i));
        }

        if (Kind is InodeKind.CharacterDevice or InodeKind.BlockDevice)
        {
            Device = _pointers[0] != 0 ? new DeviceNumber((_pointers[0] >> 8) & 0xff, _pointers[0] & 0xff) : DeviceNumber.Decode(_pointers[1]);
        }

        IsOnDisk = true;
        OpenPages();
    }

    /// <summary>Writes it into its place of the inode table. What this system does not know there stays as it is.</summary>
    /// <param name="entry">Its place.</param>
    /// <param name="earliest">The deletion time must be above this: smaller numbers there mean a list of orphans (e2fsck).</param>
    public void Encode(Span<byte> entry, uint earliest)
    {
        if (!IsOnDisk)
        {
            entry.Clear();
        }

        Little.Set16(entry, 0, ((uint)Kind << 12) | Permissions);
        Little.Set16(entry, 2, Owner & 0xffff);
        Little.Set16(entry, 120, Owner >> 16);
        Little.Set16(entry, 24, Group & 0xffff);
        Little.Set16(entry, 122, Group >> 16);
        Little.Set32(entry, 4, unchecked((uint)_size)); // the low half
        Little.Set32(entry, 108, Kind == InodeKind.File ? (uint)(_size >> 32) : 0);
        Little.Set32(entry, 8, Seconds(AccessTime));
        Little.Set32(entry, 12, Seconds(ChangeTime));
        Little.Set32(entry, 16, Seconds(ModifyTime));
        if (Links == 0 && _deletionTime == 0)
        {
            _deletionTime = Math.Max(Seconds(FileSystem.Clock.Now), earliest + 1);
        }

        Little.Set32(entry, 20, Links == 0 ? _deletionTime : 0);
        Little.Set16(entry, 26, Links);
        Little.Set32(entry, 28, _sectors);
        Little.Set32(entry, 32, _flags);
        Little.Set32(entry, 104, _attributesBlock);
        bool isDevice = Kind is InodeKind.CharacterDevice or InodeKind.BlockDevice;
        bool isSmall = Device.Major < 256 && Device.Minor < 256;
        for (int i = 0; i < Ext2Layout.Pointers; i++)
        {
            Little.Set32(entry, 40 + (4 * i), _pointers[i]);
        }

        if (isDevice && Links != 0)
        {
            Little.Set32(entry, 40, isSmall ? (Device.Major << 8) | Device.Minor : 0);
            Little.Set32(entry, 44, isSmall ? 0 : unchecked((uint)Device.Encoded)); // ext2 keeps 32 bits of it
        }
    }

    /// <summary>Nobody refers to the inode: its pages are let go of.</summary>
    /// <returns>False when there are none to wait for; true: <see cref="Ext2FileSystem.Released"/> comes when the last mapping is gone.</returns>
    public bool TryClosePages()
    {
        if (Pages is null)
        {
            return _closing is not null;
        }

        _closing = Pages;
        Pages = null;
        _owner.NoteClosing(_closing, this);
        if (Links == 0 && _closing.RegionCount + _closing.ShadowCount == 0)
        {
            _closing.Resize(0); // nobody will see them again, so that nothing is dirty
        }

        _closing.Release();
        return true;
    }

    /// <summary>The object a page is to be written from: also when only mappings are left.</summary>
    public VmObject? WritablePages => Pages ?? (Links != 0 ? _closing : null);

    /// <summary>Somebody refers to it again: the pages are still there, if something mapped them.</summary>
    public void ReopenPages()
    {
        if (_closing is not null)
        {
            Pages = _closing;
            _closing = null;
            Pages.Hold();
            _owner.ForgetClosing(Pages);
        }
        else if (Pages is null)
        {
            OpenPages();
        }
    }

    /// <summary>Its object is gone. Whether it was the one being closed.</summary>
    public bool PagesAreGone(VmObject source)
    {
        bool isIts = source == _closing;
        _closing = isIts ? null : _closing;
        return isIts;
    }

    /// <summary>The file system is unmounted.</summary>
    public void DropPages()
    {
        Pages?.Release();
        Pages = null;
    }

    /// <summary>A name is given or taken.</summary>
    public void ChangeLinks(int by)
    {
        Links = (uint)(Links + by);
        _owner.NoteDirty(this);
    }

    private static FileTime Time(ReadOnlySpan<byte> entry, int offset) => FileTime.FromSeconds(unchecked((int)Little.U32(entry, offset))); // signed on the disk

    private static uint Seconds(FileTime time) => unchecked((uint)Math.Clamp(time.Seconds, int.MinValue, int.MaxValue)); // signed on the disk

    private void OpenPages()
    {
        if (Kind == InodeKind.File)
        {
            Pages = _owner.CreatePages(this, _size);
        }
    }
}
