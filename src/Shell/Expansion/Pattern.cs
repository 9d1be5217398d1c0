using System;
using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>A shell pattern (XCU 2.13): <c>*</c>, <c>?</c>, <c>[...]</c>; quoted characters and the rest stand for themselves.</summary>
/// <remarks>Matching backs up to the last star only: time is at most the product of the lengths, and no stack is used.</remarks>
public sealed class Pattern
{
    private readonly List<Element> _elements = [];

    public Pattern(Field field)
        : this(field.Text, field.Quoted)
    {
    }

    /// <param name="text">The characters.</param>
    /// <param name="quoted">As <see cref="Field.Quoted"/>.</param>
    public Pattern(ReadOnlySpan<char> text, ReadOnlySpan<char> quoted)
    {
        int i = 0;
        while (i < text.Length)
        {
            bool plain = quoted[i] == '0';
            if (plain && text[i] == '*')
            {
                _elements.Add(new Element(ElementKind.Star, '\0', null));
            }
            else if (plain && text[i] == '?')
            {
                _elements.Add(new Element(ElementKind.Any, '\0', null));
            }
            else if (plain && text[i] == '[' && BracketSet.TryRead(text, quoted, i, BracketRule.Pattern, out BracketSet? set, out int end))
            {
                _elements.Add(new Element(ElementKind.Set, '\0', set));
                i = end;
                continue;
            }
            else if (plain && text[i] == '\\' && i + 1 < text.Length)
            {
                // A backslash that came out of an expansion quotes too, in a pattern.
                i++;
                _elements.Add(new Element(ElementKind.Literal, text[i], null));
            }
            else
            {
                _elements.Add(new Element(ElementKind.Literal, text[i], null));
            }

            i++;
        }
    }

    private enum ElementKind : byte
    {
        Literal,
        Any,
        Star,
        Set,
    }

    /// <summary>Whether the text has an unquoted pattern character at all.</summary>
    public static bool HasSpecial(Field field)
    {
        for (int i = 0; i < field.Text.Length; i++)
        {
            if (field.Quoted[i] == '0' && field.Text[i] is '*' or '?' or '[')
            {
                return true;
            }
        }

        return false;
    }

    public bool Matches(ReadOnlySpan<char> text)
    {
        int element = 0;
        int at = 0;
        int star = -1;
        int starAt = 0;
        while (true)
        {
            if (element < _elements.Count && _elements[element].Kind == ElementKind.Star)
            {
                star = element;
                starAt = at;
                element++;
                continue;
            }

            if (element == _elements.Count && at == text.Length)
            {
                return true;
            }

            if (element < _elements.Count && at < text.Length && TryMatchOne(_elements[element], text, at, out int length))
            {
                element++;
                at += length;
                continue;
            }

            if (star < 0 || starAt >= text.Length)
            {
                return false;
            }

            starAt++;
            at = starAt;
            element = star + 1;
        }
    }

    private static bool TryMatchOne(Element element, ReadOnlySpan<char> text, int at, out int length)
    {
        length = 1;
        switch (element.Kind)
        {
            case ElementKind.Literal:
                return text[at] == element.Character;
            case ElementKind.Any:
                length = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
                return true;
            default:
                return element.Set!.Contains(text[at]);
        }
    }

    private readonly record struct Element(ElementKind Kind, char Character, BracketSet? Set);
}
