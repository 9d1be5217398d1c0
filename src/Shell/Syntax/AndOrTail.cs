namespace Vela.Shell;

/// <summary><c>&amp;&amp; pipeline</c> or <c>|| pipeline</c></summary>
public sealed class AndOrTail(int position, AndOrOperator @operator, Pipeline pipeline) : SyntaxNode(position)
{
    public AndOrOperator Operator { get; } = @operator;

    public Pipeline Pipeline { get; } = pipeline;
}
