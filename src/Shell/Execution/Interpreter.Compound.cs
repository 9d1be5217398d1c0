using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

public sealed partial class Interpreter
{
    /// <summary>Runs a condition: failing is its business, not that of <c>set -e</c>.</summary>
    private async KernelTask<int> RunCondition(CommandList condition)
    {
        _session.ToleratedFailures++;
        int status = await Run(condition);
        _session.ToleratedFailures--;
        return status;
    }

    private async KernelTask<int> RunIf(IfCommand command)
    {
        foreach (IfBranch branch in command.Branches)
        {
            int status = await RunCondition(branch.Condition);
            if (_session.Unwinding != Unwinding.None)
            {
                return status;
            }

            if (status == 0)
            {
                return await Run(branch.Body);
            }
        }

        return command.Else is null ? 0 : await Run(command.Else);
    }

    private async KernelTask<int> RunLoop(LoopCommand loop)
    {
        int status = 0;
        _session.LoopDepth++;
        while (true)
        {
            int condition = await RunCondition(loop.Condition);
            if (_session.Unwinding != Unwinding.None)
            {
                if (LeavesLoop())
                {
                    break;
                }

                continue;
            }

            if ((condition == 0) != (loop.Kind == LoopKind.While))
            {
                break;
            }

            status = await Run(loop.Body);
            if (LeavesLoop())
            {
                break;
            }
        }

        _session.LoopDepth--;
        return _session.Unwinding == Unwinding.None ? status : _session.LastStatus;
    }

    private async KernelTask<int> RunFor(ForCommand loop)
    {
        IReadOnlyList<string> values = loop.Words is null ? _session.Parameters : await _expander.ExpandWords(loop.Words);
        int status = 0;
        _session.LoopDepth++;
        foreach (string value in values)
        {
            SetVariable(loop.Name, value);
            status = await Run(loop.Body);
            if (LeavesLoop())
            {
                break;
            }
        }

        _session.LoopDepth--;
        return _session.Unwinding == Unwinding.None ? status : _session.LastStatus;
    }

    /// <summary>After a round: whether the loop is over because something jumps.</summary>
    private bool LeavesLoop()
    {
        Unwinding unwinding = _session.Unwinding;
        if (unwinding is not (Unwinding.Break or Unwinding.Continue))
        {
            return unwinding != Unwinding.None;
        }

        if (_session.UnwindingLevels > 1)
        {
            _session.Unwind(unwinding, _session.UnwindingLevels - 1);
            return true;
        }

        _session.StopUnwinding();
        return unwinding == Unwinding.Break;
    }

    private async KernelTask<int> RunCase(CaseCommand command)
    {
        string subject = await _expander.ExpandWhole(command.Subject);
        foreach (CaseItem item in command.Items)
        {
            foreach (Word pattern in item.Patterns)
            {
                if ((await _expander.ExpandPattern(pattern)).Matches(subject))
                {
                    return item.Body.Items.Count == 0 ? 0 : await Run(item.Body);
                }
            }
        }

        return 0;
    }

    private async KernelTask<int> RunRedirected(RedirectedCommand command)
    {
        DescriptorTable outer = _session.Descriptors;
        DescriptorTable inner = outer.Fork();
        int status = await Redirect(inner, command.Redirections);
        if (status == 0)
        {
            _session.Descriptors = inner;
            status = await RunCommand(command.Body);
            _session.Descriptors = outer;
        }

        inner.CloseAll();
        return status;
    }
}
