namespace Vela.Shell;

/// <summary>A piece of a word: what is literal, what is quoted, what is expanded (XCU 2.2, 2.6).</summary>
public abstract class WordPart(int position) : SyntaxNode(position);
