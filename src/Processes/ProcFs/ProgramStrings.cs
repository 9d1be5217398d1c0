namespace Vela.Processes;

/// <summary>Which of the strings on a program's stack.</summary>
public enum ProgramStrings : byte
{
    Arguments,
    Environment,
}
