using System;
using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

/// <summary>What a running shell knows and changes: the state that XCU 2.12 calls its execution environment.</summary>
/// <remarks>
/// Owns: variables, functions, options, descriptors, traps, jobs. A subshell, a stage of a pipeline and a background job each run in a
/// <see cref="Fork"/> of their own, so that what they change stays there; trees of syntax are shared, because they never change.
/// </remarks>
public sealed class ShellSession
{
    /// <summary>How deep functions may call each other: each level holds memory of the kernel.</summary>
    public const int MaximumDepth = 1000;

    private readonly ShellAuthority _authority;
    private int _warnedAt = -1;
    private readonly Dictionary<string, FunctionDefinition> _functions;

    public ShellSession(ShellAuthority authority, BuiltinTable builtins, DescriptorTable descriptors)
    {
        _authority = authority;
        Builtins = builtins;
        Descriptors = descriptors;
        Variables = new VariableTable();
        _functions = new Dictionary<string, FunctionDefinition>(StringComparer.Ordinal);
        Jobs = new JobTable(authority.Executive);
        WorkingDirectory = "/";
        Name = "vela";
    }

    private ShellSession(ShellSession original, Interruption? interruption)
    {
        _authority = original._authority;
        Builtins = original.Builtins;
        Descriptors = original.Descriptors.Fork();
        Variables = original.Variables.Fork();
        _functions = new Dictionary<string, FunctionDefinition>(original._functions, StringComparer.Ordinal);
        Jobs = new JobTable(_authority.Executive);
        WorkingDirectory = original.WorkingDirectory;
        Name = original.Name;
        Parameters = original.Parameters;
        Options = original.Options;
        LastStatus = original.LastStatus;
        LastBackground = original.LastBackground;
        ProcessId = original.ProcessId;
        Depth = original.Depth;
        LoopDepth = original.LoopDepth;
        ToleratedFailures = original.ToleratedFailures;
        Interruption = interruption;
        Job = original.Job;
    }

    public IExecutive Executive => _authority.Executive;

    public IShellFiles? Files => _authority.Files;

    public IPrograms? Programs => _authority.Programs;

    public IShellClock Clock => _authority.Clock;

    public BuiltinTable Builtins { get; }

    public VariableTable Variables { get; }

    public IReadOnlyDictionary<string, FunctionDefinition> Functions => _functions;

    public DescriptorTable Descriptors { get; set; }

    public JobTable Jobs { get; }

    /// <summary>The lines that were entered; a subshell's is empty.</summary>
    public History History { get; } = new();

    /// <summary>What is done on EXIT and on signals; an empty text ignores the signal.</summary>
    public Dictionary<string, string> Traps { get; } = new(StringComparer.Ordinal);

    /// <summary>How the command in the foreground is told to end.</summary>
    public Interruption? Interruption { get; set; }

    /// <summary>Who has the console; null in a shell that nobody types at.</summary>
    public Foreground? Foreground { get; set; }

    /// <summary>The job this shell runs for: programs it starts belong to it. Null in the shell that was started first.</summary>
    public Job? Job { get; set; }

    /// <summary>Absolute, without <c>.</c> and <c>..</c>.</summary>
    public string WorkingDirectory { get; set; }

    /// <summary><c>$0</c>.</summary>
    public string Name { get; private set; }

    /// <summary><c>$1</c> and on.</summary>
    public IReadOnlyList<string> Parameters { get; set; } = [];

    public ShellOptions Options { get; set; }

    /// <summary><c>$?</c>.</summary>
    public int LastStatus { get; set; }

    /// <summary><c>$!</c>; null if there has been none.</summary>
    public Job? LastBackground { get; set; }

    /// <summary><c>$$</c>.</summary>
    public int ProcessId { get; init; } = 1;

    public Unwinding Unwinding { get; private set; }

    /// <summary>How many loops <c>break</c> or <c>continue</c> has still to leave.</summary>
    public int UnwindingLevels { get; private set; }

    /// <summary>How many loops surround the running command.</summary>
    public int LoopDepth { get; set; }

    /// <summary>How many functions and sourced scripts surround the running command.</summary>
    public int Depth { get; set; }

    /// <summary>How many surrounding constructs look at the status themselves, so that <c>set -e</c> does not apply.</summary>
    public int ToleratedFailures { get; set; }

    /// <summary>How many entries somebody has typed at this shell.</summary>
    public int Entries { get; set; }

    public bool IsExiting => Unwinding == Unwinding.Exit;

    public bool Has(ShellOptions option) => (Options & option) != 0;

    /// <summary>Leaves everything that surrounds the running command, as far as <paramref name="unwinding"/> says.</summary>
    public void Unwind(Unwinding unwinding, int levels = 0)
    {
        Unwinding = unwinding;
        UnwindingLevels = levels;
    }

    /// <summary>The place that was unwound to has been reached.</summary>
    public void StopUnwinding() => Unwind(Unwinding.None);

    /// <summary>Ends the shell once the running command has returned.</summary>
    public void RequestExit(int status)
    {
        LastStatus = status;
        Unwind(Unwinding.Exit);
    }

    /// <summary>Whether jobs are stopped that would end with this shell, and whoever types at it was not told so by the entry before.</summary>
    public bool MustWarnBeforeExit()
    {
        if (Foreground is null || _warnedAt == Entries - 1 || Jobs.Current is not { State: JobState.Stopped })
        {
            return false;
        }

        _warnedAt = Entries;
        return true;
    }

    /// <summary>Makes this the shell of a script: its name, its parameters, and nothing of the functions that surround it.</summary>
    public void BecomeScript(string name, IReadOnlyList<string> parameters)
    {
        Name = name;
        Parameters = parameters;
        Depth = 0;
        LoopDepth = 0;
        ToleratedFailures = 0;
    }

    public void Define(FunctionDefinition function) => _functions[function.Name] = function;

    public bool Undefine(string name) => _functions.Remove(name);

    /// <summary>The path from the root that a path given to this shell means.</summary>
    public string Resolve(string path) => path.StartsWith('/') ? path : WorkingDirectory == "/" ? "/" + path : WorkingDirectory + "/" + path;

    /// <summary>The environment of a subshell, with an interruption that may be its own.</summary>
    public ShellSession Fork(Interruption? interruption) => new(this, interruption);
}
