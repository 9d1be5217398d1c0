using System;

namespace Vela.Shell;

/// <summary>A regular expression of POSIX (XBD 9), basic or extended, with GNU's escapes; without back-references, collating elements and equivalence classes.</summary>
/// <remarks>
/// All ways to match are followed side by side, so that time is at most the product of the lengths of line and program, and there is no backtracking.
/// Source: K. Thompson, Regular Expression Search Algorithm, CACM 11 (1968).
/// One user at a time: matching uses buffers of the expression's own.
/// </remarks>
public sealed class RegularExpression
{
    private readonly ExpressionStep[] _program;
    private readonly bool _isEitherCase;

    // Where each way stands, before and after the next character; which places are known for this character.
    private readonly int[] _pending;
    private readonly int[] _known;
    private int[] _now;
    private int[] _next;
    private int _nextCount;
    private int _turn;

    private RegularExpression(ExpressionStep[] program, RegularExpressionRules rules)
    {
        _program = program;
        _isEitherCase = (rules & RegularExpressionRules.EitherCase) != 0;
        _pending = new int[(2 * program.Length) + 1];
        _known = new int[program.Length];
        _now = new int[program.Length];
        _next = new int[program.Length];
    }

    /// <summary>Compiles an expression; null, and what is wrong with it, when it is none.</summary>
    public static RegularExpression? Parse(string text, RegularExpressionRules rules, out string error)
    {
        ExpressionReader reader = new(text, rules);
        ExpressionStep[] program = reader.Read();
        error = reader.Error ?? "";
        return reader.Error is null ? new RegularExpression(program, rules) : null;
    }

    /// <summary>Whether a line has a part that matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> line)
    {
        _nextCount = 0;
        for (int at = 0; ; at++)
        {
            NextTurn();
            (_now, _next) = (_next, _now);
            int count = _nextCount;
            _nextCount = 0;

            // The ways that took the last character go on here; a new one may begin anywhere.
            if (FollowAll(line, at, count) || Follow(line, at, 0))
            {
                return true;
            }

            if (at == line.Length)
            {
                return false;
            }

            Take(line[at]);
        }
    }

    /// <summary>Forgets which places are known.</summary>
    private void NextTurn()
    {
        if (_turn == int.MaxValue)
        {
            Array.Clear(_known);
            _turn = 0;
        }

        _turn++;
    }

    private bool FollowAll(ReadOnlySpan<char> line, int at, int count)
    {
        bool isFound = false;
        for (int i = 0; i < count && !isFound; i++)
        {
            isFound = Follow(line, at, _now[i]);
        }

        return isFound;
    }

    /// <summary>Goes from a place to every place that takes a character, without taking one. True when it comes to the end.</summary>
    private bool Follow(ReadOnlySpan<char> line, int at, int start)
    {
        int pending = 0;
        _pending[pending++] = start;
        while (pending > 0)
        {
            int place = _pending[--pending];
            if (_known[place] == _turn)
            {
                continue;
            }

            _known[place] = _turn;
            ref readonly ExpressionStep step = ref _program[place];
            switch (step.Kind)
            {
                case ExpressionStepKind.Found:
                    return true;
                case ExpressionStepKind.Split:
                    _pending[pending++] = place + step.Second;
                    _pending[pending++] = place + step.First;
                    break;
                case ExpressionStepKind.Jump:
                    _pending[pending++] = place + step.First;
                    break;
                case >= ExpressionStepKind.LineStart and <= ExpressionStepKind.NotWordBoundary:
                    if (Holds(step.Kind, line, at))
                    {
                        _pending[pending++] = place + 1;
                    }

                    break;
                default:
                    _next[_nextCount++] = place;
                    break;
            }
        }

        return false;
    }

    /// <summary>Every way takes a character, or ends.</summary>
    private void Take(char character)
    {
        int kept = 0;
        for (int i = 0; i < _nextCount; i++)
        {
            if (Takes(in _program[_next[i]], character))
            {
                _next[kept++] = _next[i] + 1;
            }
        }

        _nextCount = kept;
    }

    private bool Takes(in ExpressionStep step, char character) => step.Kind switch
    {
        ExpressionStepKind.Any => true,
        ExpressionStepKind.Word => IsWord(character),
        ExpressionStepKind.NotWord => !IsWord(character),
        ExpressionStepKind.Space => char.IsWhiteSpace(character),
        ExpressionStepKind.NotSpace => !char.IsWhiteSpace(character),
        ExpressionStepKind.Set => step.Set!.Contains(character)
            || (_isEitherCase && (step.Set.Contains(char.ToLowerInvariant(character)) || step.Set.Contains(char.ToUpperInvariant(character)))),
        _ => step.Character == character || (_isEitherCase && char.ToUpperInvariant(step.Character) == char.ToUpperInvariant(character)),
    };

    private static bool Holds(ExpressionStepKind kind, ReadOnlySpan<char> line, int at)
    {
        bool isAfterWord = at > 0 && IsWord(line[at - 1]);
        bool isBeforeWord = at < line.Length && IsWord(line[at]);
        return kind switch
        {
            ExpressionStepKind.LineStart => at == 0,
            ExpressionStepKind.LineEnd => at == line.Length,
            ExpressionStepKind.WordStart => !isAfterWord && isBeforeWord,
            ExpressionStepKind.WordEnd => isAfterWord && !isBeforeWord,
            ExpressionStepKind.WordBoundary => isAfterWord != isBeforeWord,
            _ => isAfterWord == isBeforeWord,
        };
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
