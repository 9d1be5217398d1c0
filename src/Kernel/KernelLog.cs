using System;
using System.Text;
using Vela.Boot;
using Vela.Shell;

namespace Vela.Kernel;

/// <summary>The log ring for managed code: writes records, and reads them back for dmesg.</summary>
internal sealed class KernelLog : IKernelLog
{
    private const int MaxText = 1024;

    public long First => (long)Log.Ring.FirstSequence;

    public long End => (long)Log.Ring.NextSequence;

    public static void Write(Boot.LogLevel level, string text) => Log.Write(level, Encoding.UTF8.GetBytes(text));

    public bool TryRead(long number, out Shell.LogRecord record)
    {
        record = default;
        if (number < First || number >= End)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[MaxText];
        LogCursor cursor = Log.Ring.Last((ulong)(End - number));
        if (!Log.Ring.TryRead(ref cursor, text, out Boot.LogRecord found))
        {
            return false;
        }

        int length = Math.Min(found.Length, MaxText);
        record = new Shell.LogRecord(Executive.Time(found.Nanoseconds), (Shell.LogLevel)(int)found.Level, Encoding.UTF8.GetString(text[..length]));
        return true;
    }
}
