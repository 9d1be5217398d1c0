using System;
using System.Collections.Generic;
using Vela.Primitives;

namespace Vela.Shell;

public sealed partial class Parser
{
    private Command ParseCommand()
    {
        _lexer.Enter();
        Command command = ParseAnyCommand();
        _lexer.Leave();
        return command;
    }

    private Command ParseAnyCommand()
    {
        Command? compound = _token.Kind == TokenKind.LeftParenthesis ? ParseSubshell() : _token.Literal switch
        {
            "{" => ParseBraceGroup(),
            "if" => ParseIf(),
            "while" => ParseLoop(LoopKind.While),
            "until" => ParseLoop(LoopKind.Until),
            "for" => ParseFor(),
            "case" => ParseCase(),
            _ => null,
        };
        if (compound is null)
        {
            if (!BeginsCommand())
            {
                FailUnexpected();
            }

            return ParseSimple();
        }

        List<Redirection> redirections = [];
        while (_token.Kind == TokenKind.DescriptorNumber || RedirectionKindOf(_token.Kind) is not null)
        {
            redirections.Add(ParseRedirection());
        }

        return redirections.Count == 0 ? compound : new RedirectedCommand(compound.Position, compound, redirections.ToArray());
    }

    private Command ParseSimple()
    {
        int start = _token.Position;
        List<Assignment> assignments = [];
        List<Word> words = [];
        List<Redirection> redirections = [];
        while (true)
        {
            if (_token.Kind == TokenKind.DescriptorNumber || RedirectionKindOf(_token.Kind) is not null)
            {
                redirections.Add(ParseRedirection());
            }
            else if (_token.Kind == TokenKind.LeftParenthesis && words.Count == 1 && assignments.Count == 0 && redirections.Count == 0)
            {
                return ParseFunction(start, words[0]);
            }
            else if (_token.Kind != TokenKind.Word)
            {
                break;
            }
            else
            {
                Panic.When(_token.Word is null, "a word token carries no word");
                if (words.Count == 0 && AssignmentIn(_token.Word) is { } assignment)
                {
                    assignments.Add(assignment);
                }
                else
                {
                    words.Add(_token.Word);
                }

                Advance();
            }
        }

        return new SimpleCommand(start, assignments.ToArray(), words.ToArray(), redirections.ToArray());
    }

    /// <summary>What <c>name=value</c> assigns; null if the word is none.</summary>
    private static Assignment? AssignmentIn(Word word)
    {
        if (word.Parts is not [LiteralPart first, ..])
        {
            return null;
        }

        int equals = first.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || !Lexer.IsName(first.Text.AsSpan(0, equals)))
        {
            return null;
        }

        List<WordPart> value = [];
        if (equals + 1 < first.Text.Length)
        {
            value.Add(new LiteralPart(first.Position + equals + 1, first.Text[(equals + 1)..]));
        }

        for (int i = 1; i < word.Parts.Count; i++)
        {
            value.Add(word.Parts[i]);
        }

        return new Assignment(word.Position, first.Text[..equals], new Word(first.Position + equals + 1, value.ToArray()));
    }

    private FunctionDefinition ParseFunction(int start, Word nameWord)
    {
        if (nameWord.Parts is not [LiteralPart name] || !Lexer.IsName(name.Text))
        {
            FailUnexpected();
            return null!;
        }

        Advance();
        if (_token.Kind != TokenKind.RightParenthesis)
        {
            FailMissing("')'");
        }

        Advance();
        SkipNewlines();
        Command body = ParseCommand();
        if (body is SimpleCommand or FunctionDefinition)
        {
            Lexer.Fail(body.Position, "a function's body is a compound command, such as { ...; }");
        }

        return new FunctionDefinition(start, name.Text, body);
    }

    private Subshell ParseSubshell()
    {
        int start = _token.Position;
        Advance();
        CommandList body = ParseBody();
        if (_token.Kind != TokenKind.RightParenthesis)
        {
            FailMissing("')'");
        }

        Advance();
        return new Subshell(start, body);
    }

    private BraceGroup ParseBraceGroup()
    {
        int start = _token.Position;
        Advance();
        CommandList body = ParseBody();
        Expect("}");
        return new BraceGroup(start, body);
    }

    private IfCommand ParseIf()
    {
        int start = _token.Position;
        List<IfBranch> branches = [];
        CommandList? otherwise = null;
        do
        {
            int position = _token.Position;
            Advance();
            CommandList condition = ParseBody();
            Expect("then");
            branches.Add(new IfBranch(position, condition, ParseBody()));
        }
        while (_token.Literal == "elif");
        if (_token.Literal == "else")
        {
            Advance();
            otherwise = ParseBody();
        }

        Expect("fi");
        return new IfCommand(start, branches.ToArray(), otherwise);
    }

    private LoopCommand ParseLoop(LoopKind kind)
    {
        int start = _token.Position;
        Advance();
        CommandList condition = ParseBody();
        return new LoopCommand(start, kind, condition, ParseDoGroup());
    }

    private CommandList ParseDoGroup()
    {
        Expect("do");
        CommandList body = ParseBody();
        Expect("done");
        return body;
    }

    private ForCommand ParseFor()
    {
        int start = _token.Position;
        Advance();
        if (_token.Literal is not { } name || !Lexer.IsName(name))
        {
            FailMissing("a variable's name");
            return null!;
        }

        Advance();
        List<Word>? words = null;
        if (_token.Kind == TokenKind.Semicolon)
        {
            Advance();
        }

        SkipNewlines();
        if (_token.Literal == "in")
        {
            Advance();
            words = [];
            while (_token.Kind == TokenKind.Word)
            {
                Panic.When(_token.Word is null, "a word token carries no word");
                words.Add(_token.Word);
                Advance();
            }

            if (_token.Kind is not (TokenKind.Semicolon or TokenKind.Newline))
            {
                FailMissing("';'");
            }

            Advance();
            SkipNewlines();
        }

        return new ForCommand(start, name, words?.ToArray(), ParseDoGroup());
    }

    private CaseCommand ParseCase()
    {
        int start = _token.Position;
        Advance();
        if (_token.Word is not { } subject)
        {
            FailMissing("a word");
            return null!;
        }

        Advance();
        SkipNewlines();
        Expect("in");
        SkipNewlines();
        List<CaseItem> items = [];
        while (_token.Literal != "esac")
        {
            items.Add(ParseCaseItem(out bool last));
            if (last)
            {
                break;
            }
        }

        Expect("esac");
        return new CaseCommand(start, subject, items.ToArray());
    }

    private CaseItem ParseCaseItem(out bool last)
    {
        int start = _token.Position;
        if (_token.Kind == TokenKind.LeftParenthesis)
        {
            Advance();
        }

        List<Word> patterns = [];
        while (true)
        {
            if (_token.Word is not { } pattern)
            {
                FailMissing("a pattern or 'esac'");
                break;
            }

            patterns.Add(pattern);
            Advance();
            if (_token.Kind != TokenKind.Pipe)
            {
                break;
            }

            Advance();
        }

        if (_token.Kind != TokenKind.RightParenthesis)
        {
            FailMissing("')'");
        }

        Advance();
        CommandList body = ParseList();
        last = _token.Kind != TokenKind.DoubleSemicolon;
        if (!last)
        {
            Advance();
            SkipNewlines();
        }

        return new CaseItem(start, patterns.ToArray(), body);
    }

    private void Expect(string word)
    {
        if (_token.Literal != word)
        {
            FailMissing("'" + word + "'");
        }

        Advance();
    }
}
