using System;
using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>Compiles the text of a POSIX regular expression, with GNU's escapes.</summary>
/// <remarks>Groups are kept on a stack of their own, so that nesting needs none of ours. A program is limited in size, since a{1000}{1000} would not be.</remarks>
internal sealed class ExpressionReader(string text, RegularExpressionRules rules)
{
    private const int MostSteps = 1 << 16;
    private const int MostRepetitions = 255; // RE_DUP_MAX

    private readonly Stack<Group> _groups = new();
    private readonly string _plain = new('0', text.Length);
    private readonly bool _isExtended = (rules & RegularExpressionRules.Extended) != 0;
    private Group _group = new();
    private int _at;

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Error { get; private set; }

    public ExpressionStep[] Read()
    {
        while (_at < text.Length && Error is null)
        {
            ReadOne();
            Error ??= _group.Steps.Count > MostSteps ? "the expression is too large" : null;
        }

        Error ??= _groups.Count != 0 ? "unmatched ( or \\(" : null;
        List<ExpressionStep> program = _group.Close();
        if ((rules & RegularExpressionRules.WholeLine) != 0)
        {
            program.Insert(0, new ExpressionStep(ExpressionStepKind.LineStart));
            program.Add(new ExpressionStep(ExpressionStepKind.LineEnd));
        }

        program.Add(new ExpressionStep(ExpressionStepKind.Found));
        return program.ToArray();
    }

    private bool IsEmptyBranch => !_group.HasAtom;

    private void ReadOne()
    {
        char character = text[_at];
        if (character == '\\')
        {
            ReadEscape();
        }
        else if (_isExtended && IsOperator(character))
        {
            _at++;
            Operate(character);
        }
        else if (character == '*' && !IsEmptyBranch)
        {
            _at++;
            Repeat(0, null);
        }
        else if (character == '^' && (_isExtended || (_group.Steps.Count == 0 && IsEmptyBranch)))
        {
            _at++;
            Add(new ExpressionStep(ExpressionStepKind.LineStart));
            if (!_isExtended)
            {
                _group.Forget(); // nothing to repeat: "^*" is a literal star in a basic expression
            }
        }
        else if (character == '$' && (_isExtended || IsBranchEnd(_at + 1)))
        {
            _at++;
            Add(new ExpressionStep(ExpressionStepKind.LineEnd));
        }
        else if (character == '\n' && _groups.Count == 0)
        {
            _at++;
            _group.EndBranch(); // expressions with newlines between them are as many (XCU grep)
        }
        else
        {
            ReadAtom(character);
        }
    }

    private void ReadAtom(char character)
    {
        if (character == '[' && BracketSet.TryRead(text, _plain, _at, BracketRule.Expression, out BracketSet? set, out int end))
        {
            _at = end;
            Add(new ExpressionStep(ExpressionStepKind.Set, set: set));
        }
        else if (character == '[')
        {
            Error = "unmatched [";
        }
        else
        {
            _at++;
            Add(new ExpressionStep(character == '.' ? ExpressionStepKind.Any : ExpressionStepKind.Literal, character));
        }
    }

    private void ReadEscape()
    {
        if (_at + 1 == text.Length)
        {
            Error = "trailing backslash";
            return;
        }

        char character = text[_at + 1];
        _at += 2;
        if (!_isExtended && IsOperator(character))
        {
            Operate(character);
            return;
        }

        if (character is >= '1' and <= '9')
        {
            Error = "back-references are not supported";
            return;
        }

        ExpressionStepKind kind = character switch
        {
            'w' => ExpressionStepKind.Word,
            'W' => ExpressionStepKind.NotWord,
            's' => ExpressionStepKind.Space,
            'S' => ExpressionStepKind.NotSpace,
            'b' => ExpressionStepKind.WordBoundary,
            'B' => ExpressionStepKind.NotWordBoundary,
            '<' => ExpressionStepKind.WordStart,
            '>' => ExpressionStepKind.WordEnd,
            _ => ExpressionStepKind.Literal,
        };
        Add(new ExpressionStep(kind, character));
    }

    private static bool IsOperator(char character) => character is '(' or ')' or '{' or '|' or '+' or '?';

    /// <summary>Whether a branch of a basic expression ends here, so that the dollar before is an anchor.</summary>
    private bool IsBranchEnd(int at) => at == text.Length || (at + 1 < text.Length && text[at] == '\\' && text[at + 1] is ')' or '|');

    private void Operate(char character)
    {
        switch (character)
        {
            case '(':
                _groups.Push(_group);
                _group = new Group();
                break;
            case ')' when _groups.Count == 0:
                if (_isExtended)
                {
                    Add(new ExpressionStep(ExpressionStepKind.Literal, ')')); // as POSIX has it for extended ones
                }
                else
                {
                    Error = "unmatched \\)";
                }

                break;
            case ')':
                List<ExpressionStep> inner = _group.Close();
                _group = _groups.Pop();
                _group.Begin();
                _group.Steps.AddRange(inner);
                break;
            case '|':
                _group.EndBranch();
                break;
            case '{':
                ReadInterval();
                break;
            default:
                if (IsEmptyBranch)
                {
                    Add(new ExpressionStep(ExpressionStepKind.Literal, character)); // nothing to repeat: it stands for itself
                }
                else
                {
                    Repeat(character == '+' ? 1 : 0, character == '?' ? 1 : null);
                }

                break;
        }
    }

    private void Add(ExpressionStep step)
    {
        _group.Begin();
        _group.Steps.Add(step);
    }

    /// <summary>m}, m,} or m,n} (with a backslash in a basic expression). What is none of these stands for itself in an extended one.</summary>
    private void ReadInterval()
    {
        int at = _at;
        int? least = ReadNumber(ref at);
        int? most = least;
        if (at < text.Length && text[at] == ',')
        {
            at++;
            most = ReadNumber(ref at);
        }

        string close = _isExtended ? "}" : "\\}";
        bool isInterval = least is not null && text.AsSpan(at).StartsWith(close, StringComparison.Ordinal) && !IsEmptyBranch;
        if (!isInterval && _isExtended)
        {
            Add(new ExpressionStep(ExpressionStepKind.Literal, '{'));
        }
        else if (!isInterval || least > MostRepetitions || most > MostRepetitions || most < least)
        {
            Error = "invalid content of \\{\\}";
        }
        else
        {
            _at = at + close.Length;
            Repeat(least!.Value, most);
        }
    }

    private int? ReadNumber(ref int at)
    {
        int start = at;
        int value = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            value = Math.Min((value * 10) + (text[at++] - '0'), MostRepetitions + 1);
        }

        return at == start ? null : value;
    }

    /// <summary>Repeats the last atom; without a most, for ever.</summary>
    private void Repeat(int least, int? most)
    {
        List<ExpressionStep> atom = _group.TakeAtom();
        long size = (long)(atom.Count + 2) * Math.Max(least, most ?? least + 1);
        if (size > MostSteps)
        {
            Error = "the expression is too large";
            return;
        }

        for (int i = 0; i < least; i++)
        {
            _group.Steps.AddRange(atom);
        }

        if (most is null)
        {
            _group.Steps.Add(new ExpressionStep(ExpressionStepKind.Split, first: 1, second: atom.Count + 2));
            _group.Steps.AddRange(atom);
            _group.Steps.Add(new ExpressionStep(ExpressionStepKind.Jump, first: -(atom.Count + 1)));
        }

        for (int i = least; i < most; i++)
        {
            _group.Steps.Add(new ExpressionStep(ExpressionStepKind.Split, first: 1, second: atom.Count + 1));
            _group.Steps.AddRange(atom);
        }
    }

    /// <summary>What lies between two parentheses, as far as it has been read.</summary>
    private sealed class Group
    {
        private readonly List<List<ExpressionStep>> _branches = [];
        private int _atomStart;

        /// <summary>The branch being read.</summary>
        public List<ExpressionStep> Steps { get; private set; } = [];

        /// <summary>Whether there is something to repeat, if only an empty group.</summary>
        public bool HasAtom { get; private set; }

        /// <summary>An atom begins.</summary>
        public void Begin()
        {
            _atomStart = Steps.Count;
            HasAtom = true;
        }

        /// <summary>What was read last is no atom.</summary>
        public void Forget()
        {
            _atomStart = 0;
            HasAtom = false;
        }

        public List<ExpressionStep> TakeAtom()
        {
            int start = Math.Min(_atomStart, Steps.Count);
            List<ExpressionStep> atom = Steps.GetRange(start, Steps.Count - start);
            Steps.RemoveRange(start, atom.Count);
            return atom;
        }

        public void EndBranch()
        {
            _branches.Add(Steps);
            Steps = [];
            Forget();
        }

        /// <summary>The program of all branches: each tries itself, and the rest.</summary>
        public List<ExpressionStep> Close()
        {
            List<ExpressionStep> all = Steps;
            for (int i = _branches.Count - 1; i >= 0; i--)
            {
                List<ExpressionStep> branch = _branches[i];
                List<ExpressionStep> joined = new(branch.Count + all.Count + 2) { new(ExpressionStepKind.Split, first: 1, second: branch.Count + 2) };
                joined.AddRange(branch);
                joined.Add(new ExpressionStep(ExpressionStepKind.Jump, first: all.Count + 1));
                joined.AddRange(all);
                all = joined;
            }

            return all;
        }
    }
}
