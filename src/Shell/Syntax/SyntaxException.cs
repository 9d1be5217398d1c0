using System;

namespace Vela.Shell;

/// <summary>How the lexer and the parser leave a text they cannot read. Never leaves <see cref="Parser"/>.</summary>
internal sealed class SyntaxException(SyntaxError error) : Exception(error.Message)
{
    public SyntaxError Error => error;
}
