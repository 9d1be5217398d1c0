using Vela.Hal;
using Vela.Processes;

namespace Vela.Tests.Linux;

/// <summary>A thread as a test drives it: one system call at a time.</summary>
internal sealed class SimulatedProgram(Thread thread)
{
    private ulong[]? _next;
    private bool _isUnderWay;

    public Thread Thread { get; } = thread;

    /// <summary>What the last call left in RAX.</summary>
    public long Result { get; private set; }

    /// <summary>Whether it computes for ever when it has no call to make, rather than letting others go first.</summary>
    public bool IsBusy { get; set; }

    public bool IsIdle => _next is null && !_isUnderWay;

    /// <param name="words">The number, then the arguments.</param>
    public void Prepare(params ulong[] words) => _next = words;

    /// <summary>The program has the processor: takes the result of its call, or makes the next. False: there is none.</summary>
    public bool TryStep(ref UserContext registers)
    {
        if (_isUnderWay)
        {
            Result = unchecked((long)registers.Rax);
            _isUnderWay = false;
        }

        if (_next is not { } words)
        {
            return false;
        }

        registers.Rax = words[0];
        registers.Rdi = Word(words, 1);
        registers.Rsi = Word(words, 2);
        registers.Rdx = Word(words, 3);
        registers.R10 = Word(words, 4);
        registers.R8 = Word(words, 5);
        registers.R9 = Word(words, 6);
        _next = null;
        _isUnderWay = true;
        return true;
    }

    private static ulong Word(ulong[] words, int index) => index < words.Length ? words[index] : 0xdead_beef_dead_beef;
}
