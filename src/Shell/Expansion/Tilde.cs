namespace Vela.Shell;

/// <summary>Where an unquoted <c>~</c> stands for HOME (XCU 2.6.1).</summary>
public enum Tilde
{
    Never,
    AtStart,

    /// <summary>In an assignment: also after each colon.</summary>
    AfterColons,
}
