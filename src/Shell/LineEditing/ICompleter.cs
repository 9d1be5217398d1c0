using Vela.Hal;

namespace Vela.Shell;

/// <summary>Knows what could follow in a line.</summary>
public interface ICompleter
{
    KernelTask<Completion> Complete(string text, int cursor);
}
