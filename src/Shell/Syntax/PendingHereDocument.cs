namespace Vela.Shell;

/// <summary>A here-document whose body the lexer has still to read.</summary>
/// <param name="Redirection">Where the body goes.</param>
/// <param name="Delimiter">The line that ends it, quotes removed.</param>
/// <param name="IsQuoted">Whether the delimiter was quoted: then nothing in the body is expanded.</param>
/// <param name="StripsTabs">Whether leading tabs are removed: <c>&lt;&lt;-</c>.</param>
internal sealed record PendingHereDocument(Redirection Redirection, string Delimiter, bool IsQuoted, bool StripsTabs);
