using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Vela.Hal;
using Vela.Primitives;
using Vela.Shell;

namespace Vela.Tests.Shell;

/// <summary>A tree of files in memory, for shells under test. Follows symbolic links; has no permissions.</summary>
public sealed class MemoryFiles : IShellFiles
{
    private const int MaximumLinks = 20;
    private readonly DateTime _start = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);
    private readonly Node _root;
    private long _made;

    public MemoryFiles()
    {
        _root = NewNode(FileKind.Directory);
    }

    /// <summary>Makes a file, and the directories above it.</summary>
    public void Put(string path, string text, int mode = 0x1A4)
    {
        Node directory = _root;
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts[..^1])
        {
            if (!directory.Children.TryGetValue(part, out Node? next))
            {
                next = NewNode(FileKind.Directory);
                directory.Children.Add(part, next);
            }

            directory = next;
        }

        Node file = NewNode(FileKind.Regular);
        file.Mode = mode;
        file.Bytes.AddRange(Encoding.UTF8.GetBytes(text));
        directory.Children[parts[^1]] = file;
    }

    public void PutDirectory(string path)
    {
        Put(path + "/.x", "");
        _ = Find(path, LinkRule.Follow).Expect("made").Children.Remove(".x");
    }

    /// <summary>The text of a file; null if there is none.</summary>
    public string? Text(string path) =>
        Find(path, LinkRule.Follow).Ok(out Node? node, out _) ? Encoding.UTF8.GetString(node.Bytes.ToArray()) : null;

    public KernelTask<Result<ByteStream>> Open(string path, OpenIntent intent) => new(TryOpen(path, intent));

    public KernelTask<Result<FileStatus>> ReadStatus(string path, LinkRule links)
    {
        if (!Find(path, links).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        long size = node.Kind == FileKind.SymbolicLink ? node.Target.Length : node.Bytes.Count;
        return new(new FileStatus(node.Kind, node.Mode, 1, node.Inode, node.Links, size, (size + 511) / 512, node.Modified));
    }

    public KernelTask<Result<IReadOnlyList<DirectoryEntry>>> ReadDirectory(string path)
    {
        if (!Find(path, LinkRule.Follow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        return node.Kind == FileKind.Directory
            ? new((DirectoryEntry[])[.. node.Children.Select(child => new DirectoryEntry(child.Key, child.Value.Kind))])
            : new(Errno.NotDirectory);
    }

    public KernelTask<Result<string>> ReadLink(string path)
    {
        if (!Find(path, LinkRule.DoNotFollow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        return node.Kind == FileKind.SymbolicLink ? new(node.Target) : new(Errno.Invalid);
    }

    public KernelTask<Errno> MakeDirectory(string path) => new(Add(path, NewNode(FileKind.Directory)));

    public KernelTask<Errno> RemoveDirectory(string path)
    {
        if (!Find(path, LinkRule.DoNotFollow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        return new(node.Kind != FileKind.Directory ? Errno.NotDirectory : node.Children.Count > 0 ? Errno.NotEmpty : Drop(path));
    }

    public KernelTask<Errno> Remove(string path)
    {
        if (!Find(path, LinkRule.DoNotFollow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        return new(node.Kind == FileKind.Directory ? Errno.IsDirectory : Drop(path));
    }

    /// <summary>A directory that counts as another file system when things are renamed.</summary>
    public string? Elsewhere { get; set; }

    public KernelTask<Errno> Rename(string from, string to)
    {
        if (Elsewhere is { } other && from.StartsWith(other, StringComparison.Ordinal) != to.StartsWith(other, StringComparison.Ordinal))
        {
            return new(Errno.CrossDevice);
        }

        if (!Find(from, LinkRule.DoNotFollow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        if (Find(to, LinkRule.DoNotFollow).Ok(out Node? there, out _))
        {
            if (there.Kind == FileKind.Directory && there.Children.Count > 0)
            {
                return new(Errno.NotEmpty);
            }

            _ = Drop(to);
        }

        _ = Drop(from);
        return new(Add(to, node));
    }

    public KernelTask<Errno> Link(string existing, string path)
    {
        if (!Find(existing, LinkRule.DoNotFollow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        return new(Add(path, node));
    }

    public KernelTask<Errno> LinkSymbolically(string target, string path)
    {
        Node link = NewNode(FileKind.SymbolicLink);
        link.Target = target;
        return new(Add(path, link));
    }

    public KernelTask<Errno> SetModified(string path, DateTime time)
    {
        if (!Find(path, LinkRule.Follow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        node.Modified = time;
        return new(Errno.None);
    }

    public KernelTask<Errno> SetMode(string path, int mode)
    {
        if (!Find(path, LinkRule.Follow).Ok(out Node? node, out Errno error))
        {
            return new(error);
        }

        node.Mode = mode;
        return new(Errno.None);
    }

    public IReadOnlyList<MountFacts> CollectMounts() => [new MountFacts("none", "/", "memory", "rw", 1 << 20, 3 << 18, 100, 50)];

    public KernelTask<Errno> Mount(string source, string path, string type, string options) => new(Errno.NoDevice);

    public KernelTask<Errno> Unmount(string path) => new(Errno.Invalid);

    private Result<ByteStream> TryOpen(string path, OpenIntent intent)
    {
        Result<Node> found = Find(path, LinkRule.Follow);
        if (!found.Ok(out Node? node, out Errno error))
        {
            if (error != Errno.NoEntry || intent == OpenIntent.Read)
            {
                return error;
            }

            node = NewNode(FileKind.Regular);
            Errno added = Add(path, node);
            if (added != Errno.None)
            {
                return added;
            }
        }
        else if (intent == OpenIntent.CreateNew)
        {
            return Errno.Exists;
        }

        if (node.Kind == FileKind.Directory && intent != OpenIntent.Read)
        {
            return Errno.IsDirectory;
        }

        if (intent == OpenIntent.Replace)
        {
            node.Bytes.Clear();
        }

        return new MemoryStream(node, intent);
    }

    private Node NewNode(FileKind kind)
    {
        _made++;
        return new Node(kind, _made, _start + TimeSpan.FromSeconds(_made)) { Mode = kind == FileKind.Directory ? 0x1ED : 0x1A4 };
    }

    private Errno Add(string path, Node node)
    {
        if (Find(path, LinkRule.DoNotFollow).IsOk)
        {
            return Errno.Exists;
        }

        if (!Find(PathText.DirectoryOf(path), LinkRule.Follow).Ok(out Node? directory, out Errno error))
        {
            return error;
        }

        if (directory.Kind != FileKind.Directory)
        {
            return Errno.NotDirectory;
        }

        directory.Children.Add(PathText.NameOf(path), node);
        node.Links++;
        return Errno.None;
    }

    private Errno Drop(string path)
    {
        Node directory = Find(PathText.DirectoryOf(path), LinkRule.Follow).Expect("found before");
        directory.Children.Remove(PathText.NameOf(path), out Node? node);
        node!.Links--;
        return Errno.None;
    }

    private Result<Node> Find(string path, LinkRule links)
    {
        List<Node> above = [];
        Node node = _root;
        Stack<string> rest = new(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        int followed = 0;
        while (rest.TryPop(out string? part))
        {
            if (node.Kind != FileKind.Directory)
            {
                return Errno.NotDirectory;
            }

            if (part == ".")
            {
                continue;
            }

            if (part == "..")
            {
                node = above.Count > 0 ? above[^1] : _root;
                above = above.Count > 0 ? above[..^1] : above;
                continue;
            }

            if (!node.Children.TryGetValue(part, out Node? next))
            {
                return Errno.NoEntry;
            }

            if (next.Kind == FileKind.SymbolicLink && (rest.Count > 0 || links == LinkRule.Follow))
            {
                if (++followed > MaximumLinks)
                {
                    return Errno.TooManySymbolicLinks;
                }

                foreach (string component in next.Target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                {
                    rest.Push(component);
                }

                if (next.Target.StartsWith('/'))
                {
                    node = _root;
                    above = [];
                }

                continue;
            }

            above.Add(node);
            node = next;
        }

        return path.EndsWith('/') && node.Kind != FileKind.Directory ? Errno.NotDirectory : node;
    }

    private sealed class Node(FileKind kind, long inode, DateTime modified)
    {
        public FileKind Kind => kind;

        public long Inode => inode;

        public int Mode { get; set; }

        public int Links { get; set; } = 1;

        public DateTime Modified { get; set; } = modified;

        public string Target { get; set; } = "";

        public List<byte> Bytes { get; } = [];

        public SortedDictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);
    }

    private sealed class MemoryStream(Node node, OpenIntent intent) : ByteStream
    {
        private int _position;

        public override KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption)
        {
            if (node.Kind == FileKind.Directory)
            {
                return new(Errno.IsDirectory);
            }

            if (intent is not (OpenIntent.Read or OpenIntent.ReadWrite))
            {
                return new(Errno.BadDescriptor);
            }

            int count = Math.Max(0, Math.Min(buffer.Length, node.Bytes.Count - _position));
            for (int i = 0; i < count; i++)
            {
                buffer.Span[i] = node.Bytes[_position + i];
            }

            _position += count;
            return new(count);
        }

        public override KernelTask<Errno> Write(ReadOnlyMemory<byte> bytes, Interruption? interruption)
        {
            if (intent == OpenIntent.Read)
            {
                return new(Errno.BadDescriptor);
            }

            _position = intent == OpenIntent.Append ? node.Bytes.Count : _position;
            foreach (byte one in bytes.Span)
            {
                if (_position < node.Bytes.Count)
                {
                    node.Bytes[_position] = one;
                }
                else
                {
                    node.Bytes.Add(one);
                }

                _position++;
            }

            return new(Errno.None);
        }
    }
}
