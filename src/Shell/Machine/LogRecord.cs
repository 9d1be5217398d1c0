using System;

namespace Vela.Shell;

/// <summary>One message of the kernel. <paramref name="Time"/> is since boot.</summary>
public readonly record struct LogRecord(TimeSpan Time, LogLevel Level, string Text);
