namespace Vela.Shell;

/// <summary>How grave a kernel message is; the numbers are syslog(2)'s.</summary>
public enum LogLevel
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
