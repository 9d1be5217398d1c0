using System.Collections;
using System.Linq;
using System.Reflection;
using System.Text;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>A tree of syntax as text, without positions: two trees are the same if these are.</summary>
public static class SyntaxDump
{
    public static string Of(object? node)
    {
        StringBuilder text = new();
        Add(text, node);
        return text.ToString();
    }

    private static void Add(StringBuilder text, object? node)
    {
        switch (node)
        {
            case SyntaxNode:
                text.Append('(').Append(node.GetType().Name);
                foreach (PropertyInfo property in node.GetType().GetProperties().OrderBy(property => property.Name, System.StringComparer.Ordinal))
                {
                    bool isDelimiter = node is Redirection { Kind: RedirectionKind.HereDocument } && property.Name == nameof(Redirection.Target);
                    if (property.Name != nameof(SyntaxNode.Position) && !isDelimiter)
                    {
                        text.Append(' ');
                        Add(text, property.GetValue(node));
                    }
                }

                text.Append(')');
                break;
            case string value:
                text.Append('"').Append(value).Append('"');
                break;
            case IEnumerable list:
                text.Append('[');
                foreach (object? item in list)
                {
                    Add(text, item);
                }

                text.Append(']');
                break;
            default:
                text.Append(node ?? "null");
                break;
        }
    }
}
