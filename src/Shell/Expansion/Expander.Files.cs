using System;
using System.Collections.Generic;
using Vela.Hal;

namespace Vela.Shell;

public sealed partial class Expander
{
    /// <summary>The names of files that a field matches, in order of their characters; itself, if it is no pattern or matches none (XCU 2.13.3).</summary>
    private async KernelTask AddFileNames(Field field, List<string> arguments)
    {
        if (session.Files is not { } files || session.Has(ShellOptions.NoGlobbing) || !Pattern.HasSpecial(field))
        {
            arguments.Add(field.Text);
            return;
        }

        // One step for each component of the path: every prefix that exists so far, extended by all that matches.
        List<string> prefixes = [""];
        int start = 0;
        while (start <= field.Text.Length && prefixes.Count > 0)
        {
            int slash = field.Text.IndexOf('/', start);
            int end = slash < 0 ? field.Text.Length : slash;
            Field component = new(field.Text[start..end], field.Quoted[start..end]);
            bool isLast = slash < 0;
            prefixes = await Extend(files, prefixes, component, isLast);
            start = end + 1;
        }

        if (prefixes.Count == 0)
        {
            arguments.Add(field.Text);
            return;
        }

        prefixes.Sort(StringComparer.Ordinal);
        arguments.AddRange(prefixes);
    }

    private async KernelTask<List<string>> Extend(IShellFiles files, List<string> prefixes, Field component, bool isLast)
    {
        List<string> extended = [];
        string ending = isLast ? "" : "/";
        bool isPattern = Pattern.HasSpecial(component);
        Pattern pattern = new(component);
        foreach (string prefix in prefixes)
        {
            await session.Executive.Breathe();
            if (!isPattern)
            {
                string path = prefix + component.Text;
                if (!isLast || path.Length == 0 || (await files.ReadStatus(session.Resolve(path), LinkRule.DoNotFollow)).IsOk)
                {
                    extended.Add(path + ending);
                }

                continue;
            }

            string directory = prefix.Length == 0 ? session.WorkingDirectory : session.Resolve(prefix);
            if (!(await files.ReadDirectory(directory)).Ok(out IReadOnlyList<DirectoryEntry>? entries, out _))
            {
                continue;
            }

            foreach (DirectoryEntry entry in entries)
            {
                bool hidden = entry.Name.StartsWith('.') && !component.Text.StartsWith('.');
                bool canContinue = isLast || entry.Kind is FileKind.Directory or FileKind.SymbolicLink;
                if (!hidden && canContinue && pattern.Matches(entry.Name))
                {
                    extended.Add(prefix + entry.Name + ending);
                }
            }
        }

        return extended;
    }
}
