using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The console a shell talks through: a serial line, a screen with its keyboard, or both at once.</summary>
public interface IShellConsole
{
    /// <summary>Set to what the terminal says itself; programs that have it open are told.</summary>
    ConsoleSize Size { get; set; }

    ConsoleKind Kind { get; }

    ConsoleMode Mode { get; set; }

    /// <summary>Where a builtin that runs beside a program reads lines while <see cref="Mode"/> is Program; null where programs never have the console.</summary>
    ByteStream? Lines { get; }

    /// <summary>Gives back what was read and not used, for the program that has the console now.</summary>
    void Unread(ReadOnlySpan<byte> bytes);

    /// <summary>Waits for something to report. At most one call is under way at a time.</summary>
    /// <returns>The report; <see cref="ConsoleInputKind.Closed"/> also when <paramref name="interruption"/> ended the wait.</returns>
    KernelTask<ConsoleInput> Read(Memory<byte> buffer, Interruption interruption);

    /// <summary>Shows bytes (UTF-8). A newline moves to the start of the next line.</summary>
    /// <returns><see cref="Errno.None"/>, or <see cref="Errno.InputOutput"/> if the console is gone.</returns>
    Errno Write(ReadOnlySpan<byte> bytes);
}
