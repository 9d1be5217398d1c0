using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

public sealed partial class Interpreter
{
    private const int NotExecutableStatus = 126;
    private const int NotFoundStatus = 127;

    private async KernelTask<int> RunSimple(SimpleCommand command)
    {
        List<string> arguments = await _expander.ExpandWords(command.Words);
        if (arguments.Count == 0)
        {
            return await RunAssignments(command);
        }

        if (arguments[0] == "exec")
        {
            return await RunExec(command, arguments);
        }

        DescriptorTable outer = _session.Descriptors;
        if (command.Redirections.Count > 0)
        {
            DescriptorTable inner = outer.Fork();
            int failed = await Redirect(inner, command.Redirections);
            if (failed != 0)
            {
                inner.CloseAll();
                return failed;
            }

            _session.Descriptors = inner;
        }

        bool persists = _session.Builtins.Find(arguments[0]) is { Kind: BuiltinKind.Special };
        List<(string Name, Variable? Before)> remembered = [];
        foreach (Assignment assignment in command.Assignments)
        {
            string value = await _expander.ExpandWhole(assignment.Value, Tilde.AfterColons);
            remembered.Add((assignment.Name, _session.Variables.Remember(assignment.Name)));
            SetVariable(assignment.Name, value, persists ? VariableAttributes.None : VariableAttributes.Exported);
        }

        await Trace(arguments);
        int status = await RunArguments(arguments, Lookup.Everything);
        if (!persists)
        {
            for (int i = remembered.Count - 1; i >= 0; i--)
            {
                _session.Variables.Restore(remembered[i].Name, remembered[i].Before);
            }
        }

        if (command.Redirections.Count > 0)
        {
            // A function may have replaced the table by exec; what is here now is what goes.
            _session.Descriptors.CloseAll();
            _session.Descriptors = outer;
        }

        return status;
    }

    private async KernelTask<int> RunAssignments(SimpleCommand command)
    {
        _session.Job?.Begin();
        _expander.ForgetSubstitution();
        foreach (Assignment assignment in command.Assignments)
        {
            string value = await _expander.ExpandWhole(assignment.Value, Tilde.AfterColons);
            await Trace([assignment.Name + "=" + value]);
            SetVariable(assignment.Name, value);
        }

        int status = _expander.LastSubstitutionStatus ?? 0;
        if (command.Redirections.Count > 0)
        {
            DescriptorTable inner = _session.Descriptors.Fork();
            int failed = await Redirect(inner, command.Redirections);
            inner.CloseAll();
            status = failed != 0 ? failed : status;
        }

        return status;
    }

    /// <summary>exec: its redirections stay; with words, the shell ends when that command has.</summary>
    private async KernelTask<int> RunExec(SimpleCommand command, List<string> arguments)
    {
        foreach (Assignment assignment in command.Assignments)
        {
            SetVariable(assignment.Name, await _expander.ExpandWhole(assignment.Value, Tilde.AfterColons), VariableAttributes.Exported);
        }

        int status = await Redirect(_session.Descriptors, command.Redirections);
        if (status != 0 || arguments.Count == 1)
        {
            return status;
        }

        arguments.RemoveAt(0);
        _session.RequestExit(await RunArguments(arguments, Lookup.NoFunctions));
        return _session.LastStatus;
    }

    /// <summary>Runs what the first argument names: a special builtin, a function, a builtin, a program, in this order (XCU 2.9.1.4).</summary>
    public async KernelTask<int> RunArguments(IReadOnlyList<string> arguments, Lookup lookup)
    {
        string name = arguments[0];
        Builtin? builtin = _session.Builtins.Find(name);
        if (builtin is not { Kind: BuiltinKind.Special }
            && lookup == Lookup.Everything
            && _session.Functions.TryGetValue(name, out FunctionDefinition? function))
        {
            return await Call(function, arguments);
        }

        if (builtin is not null)
        {
            return await CommandRunner.Run(this, builtin, arguments);
        }

        return await RunProgram(arguments);
    }

    private async KernelTask<int> Call(FunctionDefinition function, IReadOnlyList<string> arguments)
    {
        if (_session.Depth >= ShellSession.MaximumDepth)
        {
            throw new ExpansionException(function.Name + ": called too deeply");
        }

        IReadOnlyList<string> outer = _session.Parameters;
        int outerLoops = _session.LoopDepth;
        _session.Parameters = Tail(arguments, 1);
        _session.LoopDepth = 0;
        _session.Depth++;
        _session.Variables.EnterFunction();
        int status = await RunCommand(function.Body);
        _session.Variables.LeaveFunction();
        _session.Depth--;
        _session.LoopDepth = outerLoops;
        _session.Parameters = outer;
        if (_session.Unwinding == Unwinding.Return)
        {
            _session.StopUnwinding();
            status = _session.LastStatus;
        }

        return status;
    }

    /// <summary>Runs a script in this very shell: source, and a script that a program's name turned out to be.</summary>
    public async KernelTask<int> Source(string text, string name)
    {
        _session.Depth++;
        int status = await RunText(text, name);
        _session.Depth--;
        if (_session.Unwinding == Unwinding.Return)
        {
            _session.StopUnwinding();
            status = _session.LastStatus;
        }

        return status;
    }

    /// <summary>The arguments from <paramref name="first"/> on.</summary>
    public static IReadOnlyList<string> Tail(IReadOnlyList<string> arguments, int first)
    {
        List<string> tail = new(arguments.Count);
        for (int i = first; i < arguments.Count; i++)
        {
            tail.Add(arguments[i]);
        }

        return tail;
    }

    private void SetVariable(string name, string value, VariableAttributes added = VariableAttributes.None)
    {
        if (_session.Has(ShellOptions.ExportAll))
        {
            added |= VariableAttributes.Exported;
        }

        if (_session.Variables.TrySet(name, value, added) != Errno.None)
        {
            throw new ExpansionException(name + ": is read only");
        }
    }

    private async KernelTask Trace(IReadOnlyList<string> words)
    {
        if (_session.Has(ShellOptions.Trace))
        {
            await Report((_session.Variables["PS4"] ?? "+ ") + string.Join(' ', words) + "\n");
        }
    }
}
