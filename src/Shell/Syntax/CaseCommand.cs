using System.Collections.Generic;

namespace Vela.Shell;

/// <summary><c>case word in … esac</c></summary>
public sealed class CaseCommand(int position, Word subject, IReadOnlyList<CaseItem> items) : Command(position)
{
    public Word Subject { get; } = subject;

    public IReadOnlyList<CaseItem> Items { get; } = items;
}
