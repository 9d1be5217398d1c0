namespace Vela.Boot;

/// <summary>How grave a log record is. The numbers are those of syslog(2), so that programs that read the log understand them.</summary>
public enum LogLevel : byte
{
    Emergency = 0,
    Alert = 1,
    Critical = 2,
    Error = 3,
    Warning = 4,
    Notice = 5,
    Information = 6,
    Debug = 7,
}
