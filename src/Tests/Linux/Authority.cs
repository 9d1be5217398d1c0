namespace Vela.Tests.Linux;

/// <summary>What a program in a trial is handed.</summary>
internal enum Authority
{
    Nothing,
    Everything,
}
