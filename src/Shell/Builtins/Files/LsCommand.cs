using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>ls.</summary>
public sealed class LsCommand(IShellFiles files, IShellConsole? console) : Builtin
{
    public override string Name => "ls";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "ls [-1aAdFhlrRSt] [PATH...]",
        "Lists directories.",
        "ls -l /etc",
        "-a  hidden names too    -l  with mode, size and time\n-d  the directory itself -h  sizes with units\n"
            + "-F  marks kinds         -R  directories inside too\n-S  by size  -t  by time  -r  backwards  -1  one a line\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (CommandOptions.Read(context, "1aAdFhlrRSt") is not { } options)
        {
            return 2;
        }

        List<string> operands = options.Operands.Count > 0 ? options.Operands : ["."];
        List<Listed> plain = [];
        Stack<string> directories = new();
        int status = 0;
        foreach (string operand in operands)
        {
            string path = context.Session.Resolve(operand);
            LinkRule links = options.Has('l') || options.Has('d') ? LinkRule.DoNotFollow : LinkRule.Follow;
            if (!(await files.ReadStatus(path, links)).Ok(out FileStatus facts, out Errno error))
            {
                status = Math.Max(context.Fail(operand, error), 2);
            }
            else if (facts.Kind == FileKind.Directory && !options.Has('d'))
            {
                directories.Push(operand);
            }
            else
            {
                plain.Add(new Listed(operand, path, facts));
            }
        }

        await Show(context, options, plain);
        bool titled = operands.Count > 1 || options.Has('R');
        bool first = plain.Count == 0;
        List<string> ordered = [.. directories];
        ordered.Sort((left, right) => string.CompareOrdinal(right, left));
        directories = new Stack<string>(ordered);
        while (directories.TryPop(out string? directory))
        {
            if (titled)
            {
                context.Output.WriteLine((first ? "" : "\n") + directory + ":");
            }

            first = false;
            status = await ShowDirectory(context, options, directory, directories) ?? status;
        }

        return status;
    }

    private async KernelTask<int?> ShowDirectory(CommandContext context, CommandOptions options, string directory, Stack<string> rest)
    {
        string path = context.Session.Resolve(directory);
        if (!(await files.ReadDirectory(path)).Ok(out IReadOnlyList<DirectoryEntry>? entries, out Errno error))
        {
            return context.Fail(directory, error);
        }

        List<Listed> listed = [];
        foreach (string name in options.Has('a') ? (string[])[".", ".."] : [])
        {
            string itself = PathText.Normalize(PathText.Join(path, name));
            if ((await files.ReadStatus(itself, LinkRule.Follow)).Ok(out FileStatus facts, out _))
            {
                listed.Add(new Listed(name, itself, facts));
            }
        }

        foreach (DirectoryEntry entry in entries)
        {
            if (entry.Name.StartsWith('.') && !options.Has('a') && !options.Has('A'))
            {
                continue;
            }

            string inside = PathText.Join(path, entry.Name);
            _ = (await files.ReadStatus(inside, LinkRule.DoNotFollow)).Ok(out FileStatus inner, out error);
            if (error == Errno.None) // One that vanished in between was not there.
            {
                listed.Add(new Listed(entry.Name, inside, inner));
            }

            await context.Breathe();
        }

        await Show(context, options, listed);
        for (int i = listed.Count - 1; options.Has('R') && i >= 0; i--)
        {
            if (listed[i].Status.Kind == FileKind.Directory && listed[i].Name is not ("." or ".."))
            {
                rest.Push(PathText.Join(directory, listed[i].Name));
            }
        }

        return null;
    }

    private async KernelTask Show(CommandContext context, CommandOptions options, List<Listed> listed)
    {
        listed.Sort((left, right) =>
        {
            int order = options.Has('S') ? right.Status.Size.CompareTo(left.Status.Size)
                : options.Has('t') ? right.Status.Modified.CompareTo(left.Status.Modified)
                : 0;
            order = order == 0 ? string.CompareOrdinal(left.Name, right.Name) : order;
            return options.Has('r') ? -order : order;
        });
        if (options.Has('l'))
        {
            await ShowLong(context, options, listed);
        }
        else if (context.Output.Stream.IsConsole && !options.Has('1') && console is not null)
        {
            ShowColumns(context, options, listed, console.Size.Columns);
        }
        else
        {
            foreach (Listed file in listed)
            {
                context.Output.WriteLine(Colored(context, options, file));
                await context.Output.Drain();
            }
        }
    }

    private async KernelTask ShowLong(CommandContext context, CommandOptions options, List<Listed> listed)
    {
        int links = 1;
        int size = 1;
        foreach (Listed file in listed)
        {
            links = Math.Max(links, file.Status.Links.ToString(CultureInfo.InvariantCulture).Length);
            size = Math.Max(size, Size(options, file.Status).Length);
        }

        foreach (Listed file in listed)
        {
            FileStatus facts = file.Status;
            context.Output.Write(FileText.Mode(facts) + " ");
            context.Output.Write(facts.Links.ToString(CultureInfo.InvariantCulture).PadLeft(links) + " ");
            context.Output.Write(Size(options, facts).PadLeft(size) + " ");
            context.Output.Write(facts.Modified.ToString("yyyy-MM-dd HH:mm ", CultureInfo.InvariantCulture));
            context.Output.Write(Colored(context, options, file));
            if (facts.Kind == FileKind.SymbolicLink && (await files.ReadLink(file.Path)).Ok(out string? target, out _))
            {
                context.Output.Write(" -> " + target);
            }

            context.Output.WriteLine();
            await context.Output.Drain();
        }
    }

    private static string Size(CommandOptions options, FileStatus facts) =>
        options.Has('h') ? ByteSize.Of(facts.Size) : facts.Size.ToString(CultureInfo.InvariantCulture);

    private void ShowColumns(CommandContext context, CommandOptions options, List<Listed> listed, int columns)
    {
        int width = 0;
        foreach (Listed file in listed)
        {
            width = Math.Max(width, Marked(options, file).Length + 2);
        }

        int across = Math.Max(1, width == 0 ? 1 : columns / width);
        int down = (listed.Count + across - 1) / across;
        for (int row = 0; row < down; row++)
        {
            for (int i = row; i < listed.Count; i += down)
            {
                context.Output.Write(Colored(context, options, listed[i]));
                context.Output.Write(i + down < listed.Count ? new string(' ', width - Marked(options, listed[i]).Length) : "");
            }

            context.Output.WriteLine();
        }
    }

    private static string Marked(CommandOptions options, Listed file) => file.Name + (!options.Has('F') ? "" : file.Status.Kind switch
    {
        FileKind.Directory => "/",
        FileKind.SymbolicLink => "@",
        FileKind.Pipe => "|",
        FileKind.Socket => "=",
        FileKind.Regular when (file.Status.Mode & 0x49) != 0 => "*",
        _ => "",
    });

    private string Colored(CommandContext context, CommandOptions options, Listed file)
    {
        string name = Marked(options, file);
        if (!context.Output.Stream.IsConsole || console is not { Kind: ConsoleKind.Ansi })
        {
            return name;
        }

        string? color = file.Status.Kind switch
        {
            FileKind.Directory => "1;34",
            FileKind.SymbolicLink => "1;36",
            FileKind.CharacterDevice or FileKind.BlockDevice => "1;33",
            FileKind.Pipe or FileKind.Socket => "35",
            _ when (file.Status.Mode & 0x49) != 0 => "1;32",
            _ => null,
        };
        return color is null ? name : "\u001b[" + color + "m" + name + "\u001b[0m";
    }

    private readonly record struct Listed(string Name, string Path, FileStatus Status);
}
