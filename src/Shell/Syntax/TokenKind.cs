namespace Vela.Shell;

/// <summary>What a token is (XCU 2.3, 2.10).</summary>
public enum TokenKind
{
    End,
    Newline,
    Word,

    /// <summary>Digits directly in front of <c>&lt;</c> or <c>&gt;</c>.</summary>
    DescriptorNumber,
    And,
    Or,
    Semicolon,
    DoubleSemicolon,
    Ampersand,
    Pipe,
    LeftParenthesis,
    RightParenthesis,
    Less,
    Greater,
    Clobber,
    DoubleGreater,
    LessGreater,
    LessAmpersand,
    GreaterAmpersand,
    DoubleLess,

    /// <summary><c>&lt;&lt;-</c>: leading tabs are removed.</summary>
    DoubleLessDash,
}
