using System;
using System.Buffers.Binary;
using Vela.Fs;

namespace Vela.Linux;

/// <summary>Entries of a directory as getdents64(2), or the older getdents(2), lays them out.</summary>
/// <remarks>Owns: the room they are gathered in before they go to the program, used again by each call.</remarks>
internal sealed class DirectoryEntries : DirectoryListing
{
    private const int MostBytes = 32768;
    private const int NameOffset = 19;
    private const int OldNameOffset = 18;
    private const int Alignment = 8;

    private readonly byte[] _room = new byte[MostBytes];
    private DirectoryFormat _format;
    private int _limit;
    private int _length;

    /// <summary>Whether an entry did not fit.</summary>
    public bool IsFull { get; private set; }

    public ReadOnlySpan<byte> Bytes => _room.AsSpan(0, _length);

    /// <param name="bytes">How many the program has room for.</param>
    /// <param name="format">How entries look.</param>
    public void Begin(uint bytes, DirectoryFormat format)
    {
        _limit = (int)Math.Min(bytes, MostBytes);
        _length = 0;
        _format = format;
        IsFull = false;
    }

    public override bool TryAdd(ReadOnlySpan<byte> name, ulong inode, InodeKind kind, ulong next)
    {
        bool isOld = _format == DirectoryFormat.Old;
        int nameOffset = isOld ? OldNameOffset : NameOffset;
        int used = nameOffset + name.Length + (isOld ? 2 : 1); // the name's zero; before it grew a field, the kind came last
        int bytes = (used + Alignment - 1) & ~(Alignment - 1);
        if (bytes > _limit - _length)
        {
            IsFull = true;
            return false;
        }

        Span<byte> entry = _room.AsSpan(_length, bytes);
        entry.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(entry, inode);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], next);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[16..], (ushort)bytes);
        entry[isOld ? bytes - 1 : OldNameOffset] = (byte)kind;
        name.CopyTo(entry[nameOffset..]);
        _length += bytes;
        return true;
    }
}
