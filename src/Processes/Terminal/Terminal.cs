namespace Vela.Processes;
public sealed class Terminal { }
