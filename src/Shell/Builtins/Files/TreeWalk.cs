using System.Collections.Generic;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Goes through a tree of files without recursion: each directory before what is in it, or after.</summary>
/// <remarks>Memory is in proportion to depth and to the widest directories on the way, not to the tree. Symbolic links are not followed.</remarks>
public sealed class TreeWalk(IShellFiles files, CommandContext context)
{
    private readonly Stack<Visit> _pending = new();

    /// <summary>How far down it goes; what is in the directories there is not seen.</summary>
    public int MaximumDepth { get; init; } = int.MaxValue;

    /// <summary>Begins with a path, as the user wrote it.</summary>
    public void Begin(string path) => _pending.Push(new Visit(path, 0, VisitKind.Enter));

    /// <summary>The next place; null at the end.</summary>
    public async KernelTask<Place?> Next()
    {
        await context.Breathe();
        if (!_pending.TryPop(out Visit visit))
        {
            return null;
        }

        string path = context.Session.Resolve(visit.Path);
        if (!(await files.ReadStatus(path, LinkRule.DoNotFollow)).Ok(out FileStatus status, out Errno error))
        {
            return new Place(visit.Path, path, visit.Depth, visit.Kind, default, error);
        }

        if (status.Kind == FileKind.Directory && visit.Kind == VisitKind.Enter)
        {
            _pending.Push(visit with { Kind = VisitKind.Leave });
            if (visit.Depth >= MaximumDepth)
            {
                return new Place(visit.Path, path, visit.Depth, visit.Kind, status, Errno.None);
            }

            if (!(await files.ReadDirectory(path)).Ok(out IReadOnlyList<DirectoryEntry>? entries, out error))
            {
                return new Place(visit.Path, path, visit.Depth, visit.Kind, status, error);
            }

            for (int i = entries.Count - 1; i >= 0; i--)
            {
                _pending.Push(new Visit(PathText.Join(visit.Path, entries[i].Name), visit.Depth + 1, VisitKind.Enter));
            }
        }

        return new Place(visit.Path, path, visit.Depth, visit.Kind, status, Errno.None);
    }

    private readonly record struct Visit(string Path, int Depth, VisitKind Kind);

    /// <summary>One stop.</summary>
    /// <param name="Path">As the user would write it.</param>
    /// <param name="Absolute">From the root.</param>
    /// <param name="Depth">0 for where the walk began.</param>
    /// <param name="Kind">A directory comes twice.</param>
    /// <param name="Status">What it is.</param>
    /// <param name="Error">Why it, or what is in it, cannot be seen.</param>
    public readonly record struct Place(string Path, string Absolute, int Depth, VisitKind Kind, FileStatus Status, Errno Error)
    {
        public bool IsDirectory => Status.Kind == FileKind.Directory && Error != Errno.NoEntry;
    }
}
