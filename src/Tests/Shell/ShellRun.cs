namespace Vela.Tests.Shell;

/// <summary>What a script left behind.</summary>
public readonly record struct ShellRun(int Status, string Output, string Error);
