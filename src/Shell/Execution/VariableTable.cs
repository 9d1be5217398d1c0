using System;
using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The variables of a shell, and what functions have made local.</summary>
/// <remarks>Scope is dynamic: a function called sees its caller's locals. A local's outer value waits in the function's frame until it returns.</remarks>
public sealed class VariableTable
{
    private readonly Dictionary<string, Variable> _variables;
    private readonly Stack<Dictionary<string, Variable?>> _frames = new();

    public VariableTable()
    {
        _variables = new Dictionary<string, Variable>(StringComparer.Ordinal);
    }

    private VariableTable(VariableTable original)
    {
        _variables = new Dictionary<string, Variable>(original._variables, StringComparer.Ordinal);
        if (original._frames.Count > 0)
        {
            EnterFunction();
        }
    }

    public bool IsInFunction => _frames.Count > 0;

    /// <summary>Every variable, by name.</summary>
    public IEnumerable<KeyValuePair<string, Variable>> Sorted
    {
        get
        {
            string[] names = [.. _variables.Keys];
            Array.Sort(names, StringComparer.Ordinal);
            List<KeyValuePair<string, Variable>> sorted = new(names.Length);
            foreach (string name in names)
            {
                sorted.Add(KeyValuePair.Create(name, _variables[name]));
            }

            return sorted;
        }
    }

    /// <summary>The value; null if unset.</summary>
    public string? this[string name] => _variables.TryGetValue(name, out Variable variable) ? variable.Value : null;

    public bool TryGet(string name, out Variable variable) => _variables.TryGetValue(name, out variable);

    /// <summary>Sets a value, keeping the attributes and adding some. <see cref="Errno.NotPermitted"/> if it is read-only.</summary>
    public Errno TrySet(string name, string? value, VariableAttributes added = VariableAttributes.None)
    {
        _ = _variables.TryGetValue(name, out Variable before);
        if (value is not null && (before.Attributes & VariableAttributes.ReadOnly) != 0)
        {
            return Errno.NotPermitted;
        }

        _variables[name] = new Variable(value ?? before.Value, before.Attributes | added);
        return Errno.None;
    }

    /// <summary>Takes the export attribute away.</summary>
    public void Withhold(string name)
    {
        if (_variables.TryGetValue(name, out Variable variable))
        {
            _variables[name] = variable with { Attributes = variable.Attributes & ~VariableAttributes.Exported };
        }
    }

    public Errno TryUnset(string name)
    {
        if (_variables.TryGetValue(name, out Variable before) && (before.Attributes & VariableAttributes.ReadOnly) != 0)
        {
            return Errno.NotPermitted;
        }

        _ = _variables.Remove(name);
        return Errno.None;
    }

    /// <summary>Puts back what a name stood for, attributes and all.</summary>
    public void Restore(string name, Variable? variable)
    {
        if (variable is { } known)
        {
            _variables[name] = known;
        }
        else
        {
            _ = _variables.Remove(name);
        }
    }

    public Variable? Remember(string name) => _variables.TryGetValue(name, out Variable variable) ? variable : null;

    public void EnterFunction() => _frames.Push(new Dictionary<string, Variable?>(StringComparer.Ordinal));

    public void LeaveFunction()
    {
        foreach ((string name, Variable? outer) in _frames.Pop())
        {
            Restore(name, outer);
        }
    }

    /// <summary>Makes a name local to the running function; it begins unset.</summary>
    public void DeclareLocal(string name)
    {
        if (_frames.Peek().TryAdd(name, Remember(name)))
        {
            _ = _variables.Remove(name);
        }
    }

    /// <summary>What programs see.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> CollectEnvironment()
    {
        List<KeyValuePair<string, string>> environment = [];
        foreach ((string name, Variable variable) in Sorted)
        {
            if ((variable.Attributes & VariableAttributes.Exported) != 0 && variable.Value is { } value)
            {
                environment.Add(KeyValuePair.Create(name, value));
            }
        }

        return environment;
    }

    public VariableTable Fork() => new(this);
}
