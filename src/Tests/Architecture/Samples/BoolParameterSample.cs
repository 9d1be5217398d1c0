namespace Vela.Tests.Architecture.Samples;

/// <summary>Choices that a call site cannot be read from.</summary>
public sealed class BoolParameterSample(bool isWritable)
{
    public bool IsWritable { get; } = isWritable;

    public static int Map(int page, bool fixedPlace) => fixedPlace ? page : 0;

    internal static int Hidden(bool choice) => choice ? 1 : 0;
}
