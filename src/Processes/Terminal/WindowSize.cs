using System;

namespace Vela.Processes;

/// <summary>How large a terminal's window is, in characters and in pixels (tty_ioctl(4), struct winsize); 0: not known.</summary>
public readonly struct WindowSize(ushort rows, ushort columns, ushort width, ushort height) : IEquatable<WindowSize>
{
    public ushort Rows { get; } = rows;

    public ushort Columns { get; } = columns;

    public ushort Width { get; } = width;

    public ushort Height { get; } = height;

    public static bool operator ==(WindowSize left, WindowSize right) => left.Equals(right);

    public static bool operator !=(WindowSize left, WindowSize right) => !left.Equals(right);

    public bool Equals(WindowSize other) => Rows == other.Rows && Columns == other.Columns && Width == other.Width && Height == other.Height;

    public override bool Equals(object? obj) => obj is WindowSize other && Equals(other);

    public override int GetHashCode() => (Rows << 16) | Columns;
}
