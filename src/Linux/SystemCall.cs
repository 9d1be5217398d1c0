namespace Vela.Linux;

/// <summary>A row of the table of system calls.</summary>
/// <param name="Name">As the man page has it; null where there is no call.</param>
/// <param name="Handler">Does it.</param>
internal readonly record struct SystemCall(string? Name, CallHandler Handler);
