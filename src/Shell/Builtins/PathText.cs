using System;
using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>Paths as texts.</summary>
public static class PathText
{
    /// <summary>An absolute path without <c>.</c>, <c>..</c> and doubled slashes: what <c>cd</c> without <c>-P</c> makes of it.</summary>
    public static string Normalize(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }

    /// <summary>The last component: basename(1).</summary>
    public static string NameOf(string path)
    {
        string trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? (path.Length == 0 ? "" : "/") : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    /// <summary>All but the last component: dirname(1).</summary>
    public static string DirectoryOf(string path)
    {
        string trimmed = path.TrimEnd('/');
        if (trimmed.Length == 0)
        {
            return path.Length == 0 ? "." : "/";
        }

        int slash = trimmed.LastIndexOf('/');
        if (slash < 0)
        {
            return ".";
        }

        string directory = trimmed[..slash].TrimEnd('/');
        return directory.Length == 0 ? "/" : directory;
    }

    /// <summary>A name inside a directory.</summary>
    public static string Join(string directory, string name) => directory.EndsWith('/') ? directory + name : directory + "/" + name;
}
