namespace Vela.Shell;

/// <summary>A parameter's value: <c>$name</c>, or <c>${name OPERATOR argument}</c> (XCU 2.6.2).</summary>
public sealed class ParameterPart(int position, string name, ParameterOperator @operator, ParameterTest test, Word? argument) : WordPart(position)
{
    /// <summary>A variable's name, a number, or one of <c>@ * # ? - $ !</c>.</summary>
    public string Name { get; } = name;

    public ParameterOperator Operator { get; } = @operator;

    public ParameterTest Test { get; } = test;

    /// <summary>What follows the operator; null where it takes none.</summary>
    public Word? Argument { get; } = argument;
}
