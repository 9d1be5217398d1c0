using System;

namespace Vela.Fs;

/// <summary>Walks over the entries of a "newc" cpio archive in memory (cpio(5)).</summary>
internal ref struct CpioReader(ReadOnlySpan<byte> archive)
{
    private const int HeaderSize = 110;

    private ReadOnlySpan<byte> _left = archive;

    /// <summary>st_mode.</summary>
    public uint Mode { get; private set; }

    public uint Inode { get; private set; }

    public uint Owner { get; private set; }

    public uint Group { get; private set; }

    public uint Links { get; private set; }

    /// <summary>Seconds since 1970.</summary>
    public uint Time { get; private set; }

    public DeviceNumber Device { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Contents { get; private set; }

    /// <summary>Goes to the next entry. False at the end of the archive, or where it makes no sense (<see cref="IsBroken"/>).</summary>
    public bool TryNext()
    {
        // Archives may follow one another, with zeroes between.
        _left = _left.TrimStart((byte)0);
        if (_left.IsEmpty)
        {
            return false;
        }

        if (_left.Length < HeaderSize || !(_left.StartsWith("070701"u8) || _left.StartsWith("070702"u8)))
        {
            return Break();
        }

        Span<uint> fields = stackalloc uint[13];
        for (int i = 0; i < fields.Length; i++)
        {
            if (!TryParse(_left.Slice(6 + (8 * i), 8), out fields[i]))
            {
                return Break();
            }
        }

        ulong nameEnd = HeaderSize + (ulong)fields[11];
        ulong contentStart = (nameEnd + 3) & ~3UL;
        ulong end = contentStart + fields[6];
        if (fields[11] == 0 || end > (ulong)_left.Length)
        {
            return Break();
        }

        (Inode, Mode, Owner, Group, Links, Time) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
        Device = new DeviceNumber(fields[9], fields[10]);
        Name = _left[HeaderSize..(int)(nameEnd - 1)];
        Contents = _left[(int)contentStart..(int)end];
        _left = _left[(int)Math.Min((end + 3) & ~3UL, (ulong)_left.Length)..];
        return !Name.SequenceEqual("TRAILER!!!"u8) || TryNext();
    }

    public bool IsBroken { get; private set; }

    private static bool TryParse(ReadOnlySpan<byte> digits, out uint value) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out value, out int used, 'X') && used == digits.Length;

    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}
