using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Writes a tree as a script again. What is printed parses to the same tree (quotes may be others).</summary>
public sealed partial class SyntaxPrinter
{
    private readonly StringBuilder _text = new();
    private List<Redirection> _documents = [];

    private SyntaxPrinter()
    {
    }

    /// <summary>A whole script: each command on its own line.</summary>
    public static string Print(CommandList script)
    {
        SyntaxPrinter printer = new();
        printer.Add(script);
        return printer._text.ToString();
    }

    /// <summary>A pipeline, on one line if its commands are simple.</summary>
    public static string Print(Pipeline pipeline)
    {
        SyntaxPrinter printer = new();
        printer.Add(pipeline);
        return printer._text.ToString();
    }

    /// <summary>Pipelines joined by <c>&amp;&amp;</c> and <c>||</c>, without what ends them.</summary>
    public static string Print(AndOrList list)
    {
        SyntaxPrinter printer = new();
        printer.AddWithoutEnd(list);
        return printer._text.ToString();
    }

    /// <summary>A function's definition.</summary>
    public static string Print(FunctionDefinition function)
    {
        SyntaxPrinter printer = new();
        printer.Add(function);
        printer.EndLine();
        return printer._text.ToString();
    }

    private void Write(string text) => _ = _text.Append(text);

    /// <summary>Ends the line, and writes the here-documents that were announced on it.</summary>
    private void EndLine()
    {
        Write("\n");
        List<Redirection> documents = _documents;
        _documents = [];
        foreach (Redirection document in documents)
        {
            Panic.When(document.Body is null, "a here-document was parsed without its body");
            AddBody(document.Body);
            Write(Delimiter(document) + "\n");
        }
    }

    private void Add(CommandList list)
    {
        foreach (AndOrList item in list.Items)
        {
            AddWithoutEnd(item);
            Write(item.Execution == Execution.Background ? " &" : "");
            EndLine();
        }
    }

    private void AddWithoutEnd(AndOrList list)
    {
        Add(list.First);
        foreach (AndOrTail tail in list.Rest)
        {
            Write(tail.Operator == AndOrOperator.And ? " && " : " || ");
            Add(tail.Pipeline);
        }
    }

    private void Add(Pipeline pipeline)
    {
        Write(pipeline.Negation == Negation.Inverted ? "! " : "");
        for (int i = 0; i < pipeline.Commands.Count; i++)
        {
            Write(i > 0 ? " | " : "");
            Add(pipeline.Commands[i]);
        }
    }

    private void Block(string opening, CommandList body)
    {
        Write(opening);
        EndLine();
        Add(body);
    }

    private void Add(Command command)
    {
        switch (command)
        {
            case SimpleCommand simple:
                Add(simple);
                break;
            case BraceGroup group:
                Block("{", group.Body);
                Write("}");
                break;
            case Subshell subshell:
                Block("(", subshell.Body);
                Write(")");
                break;
            case IfCommand choice:
                Add(choice);
                break;
            case LoopCommand loop:
                Block(loop.Kind == LoopKind.While ? "while" : "until", loop.Condition);
                Block("do", loop.Body);
                Write("done");
                break;
            case ForCommand loop:
                Add(loop);
                break;
            case CaseCommand choice:
                Add(choice);
                break;
            case FunctionDefinition function:
                Write(function.Name + "() ");
                Add(function.Body);
                break;
            case RedirectedCommand redirected:
                Add(redirected.Body);
                Add(redirected.Redirections, " ");
                break;
            default:
                Panic.Invariant("a command of no known kind");
                break;
        }
    }

    private void Add(IfCommand command)
    {
        for (int i = 0; i < command.Branches.Count; i++)
        {
            Block(i == 0 ? "if" : "elif", command.Branches[i].Condition);
            Block("then", command.Branches[i].Body);
        }

        if (command.Else is not null)
        {
            Block("else", command.Else);
        }

        Write("fi");
    }

    private void Add(ForCommand loop)
    {
        Write("for " + loop.Name);
        if (loop.Words is not null)
        {
            Write(" in");
            foreach (Word word in loop.Words)
            {
                Write(" ");
                Add(word);
            }
        }

        EndLine();
        Block("do", loop.Body);
        Write("done");
    }

    private void Add(CaseCommand command)
    {
        Write("case ");
        Add(command.Subject);
        Write(" in");
        EndLine();
        foreach (CaseItem item in command.Items)
        {
            Write("(");
            for (int i = 0; i < item.Patterns.Count; i++)
            {
                Write(i > 0 ? " | " : "");
                Add(item.Patterns[i]);
            }

            Block(")", item.Body);
            Write(";;");
            EndLine();
        }

        Write("esac");
    }

    private void Add(SimpleCommand command)
    {
        string separator = "";
        IReadOnlyList<Redirection> redirections = command.Redirections;
        if (command.Assignments.Count == 0 && command.Words is [{ Parts: [LiteralPart first] }, ..] && Parser.IsReserved(first.Text))
        {
            // Behind a redirection a reserved word is an ordinary one.
            Add(redirections, separator);
            redirections = [];
            separator = " ";
        }

        foreach (Assignment assignment in command.Assignments)
        {
            Write(separator + assignment.Name + "=");
            Add(assignment.Value);
            separator = " ";
        }

        foreach (Word word in command.Words)
        {
            Write(separator);
            Add(word);
            separator = " ";
        }

        Add(redirections, separator);
    }

    private void Add(IReadOnlyList<Redirection> redirections, string separator)
    {
        foreach (Redirection redirection in redirections)
        {
            Write(separator);
            separator = " ";
            bool isInput = redirection.Kind is RedirectionKind.Input or RedirectionKind.ReadWrite or RedirectionKind.DuplicateInput or RedirectionKind.HereDocument;
            if (redirection.Descriptor != (isInput ? 0 : 1))
            {
                Write(redirection.Descriptor.ToString(CultureInfo.InvariantCulture));
            }

            Write(redirection.Kind switch
            {
                RedirectionKind.Input => "<",
                RedirectionKind.Output => ">",
                RedirectionKind.Clobber => ">|",
                RedirectionKind.Append => ">>",
                RedirectionKind.ReadWrite => "<>",
                RedirectionKind.DuplicateInput => "<&",
                RedirectionKind.DuplicateOutput => ">&",
                _ => "<<",
            });
            if (redirection.Kind == RedirectionKind.HereDocument)
            {
                // A body that is not expanded is told by quotes around its delimiter.
                bool expanded = redirection.Body is { Parts: [DoubleQuotedPart] };
                Write(expanded ? Delimiter(redirection) : "'" + Delimiter(redirection) + "'");
                _documents.Add(redirection);
            }
            else
            {
                Write(redirection.Kind is RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput ? "" : " ");
                Add(redirection.Target);
            }
        }
    }

    private static string Delimiter(Redirection document)
    {
        string delimiter = "";
        foreach (WordPart part in document.Target.Parts)
        {
            delimiter += part switch
            {
                LiteralPart literal => literal.Text,
                QuotedPart literal => literal.Text,
                DoubleQuotedPart { Parts: [LiteralPart literal] } => literal.Text,
                _ => "",
            };
        }

        return delimiter;
    }
}
