using System;
using System.Collections.Generic;
using System.Linq;
using Vela.Primitives;

namespace Vela.Tests.Models;

/// <summary>What a tree of files is: names that lead to directories or to arrays of bytes. Nothing else, so that nothing can go wrong in it.</summary>
internal sealed class FileModel
{
    private readonly Node _root = new(isDirectory: true);
    private readonly Dictionary<int, Node> _open = [];
    private int _next;

    public Errno MakeDirectory(string path)
    {
        Errno error = Find(path, out Node parent, out string name);
        error = error == Errno.None && parent.Names.ContainsKey(name) ? Errno.Exists : error;
        if (error == Errno.None)
        {
            parent.Names.Add(name, new Node(isDirectory: true));
        }

        return error;
    }

    public Errno Unlink(string path)
    {
        Errno error = Find(path, out Node parent, out string name);
        if (error != Errno.None || !parent.Names.TryGetValue(name, out Node? node))
        {
            return error != Errno.None ? error : Errno.NoEntry;
        }

        return node.IsDirectory ? Errno.IsDirectory : Drop(parent, name);
    }

    public Errno RemoveDirectory(string path)
    {
        Errno error = Find(path, out Node parent, out string name);
        if (error != Errno.None || !parent.Names.TryGetValue(name, out Node? node))
        {
            return error != Errno.None ? error : Errno.NoEntry;
        }

        return !node.IsDirectory ? Errno.NotDirectory : node.Names.Count != 0 ? Errno.NotEmpty : Drop(parent, name);
    }

    public Errno Link(string path, string newPath)
    {
        Errno error = Find(path, out Node parent, out string name);
        if (error != Errno.None || !parent.Names.TryGetValue(name, out Node? node))
        {
            return error != Errno.None ? error : Errno.NoEntry;
        }

        error = Find(newPath, out Node newParent, out string newName);
        error = error != Errno.None ? error : newParent.Names.ContainsKey(newName) ? Errno.Exists : node.IsDirectory ? Errno.NotPermitted : Errno.None;
        if (error == Errno.None)
        {
            newParent.Names.Add(newName, node);
        }

        return error;
    }

    public Errno Rename(string path, string newPath)
    {
        Errno error = Find(path, out Node parent, out string name);
        if (error != Errno.None || !parent.Names.TryGetValue(name, out Node? node))
        {
            return error != Errno.None ? error : Errno.NoEntry;
        }

        error = Find(newPath, out Node newParent, out string newName);
        if (error != Errno.None)
        {
            return error;
        }

        if (node.IsDirectory && Contains(node, newParent))
        {
            return Errno.Invalid;
        }

        if (newParent.Names.TryGetValue(newName, out Node? target))
        {
            if (target == node)
            {
                return Errno.None;
            }

            bool holdsParent = target.IsDirectory && Contains(target, parent);
            Errno refused = holdsParent ? Errno.NotEmpty
                : node.IsDirectory && !target.IsDirectory ? Errno.NotDirectory
                : !node.IsDirectory && target.IsDirectory ? Errno.IsDirectory
                : target.Names.Count != 0 ? Errno.NotEmpty : Errno.None;
            if (refused != Errno.None)
            {
                return refused;
            }
        }

        parent.Names.Remove(name);
        newParent.Names[newName] = node;
        return Errno.None;
    }

    public Errno Open(string path, out int handle)
    {
        handle = 0;
        Errno error = Find(path, out Node parent, out string name);
        if (error != Errno.None)
        {
            return error;
        }

        if (!parent.Names.TryGetValue(name, out Node? node))
        {
            node = new Node(isDirectory: false);
            parent.Names.Add(name, node);
        }

        if (node.IsDirectory)
        {
            return Errno.IsDirectory;
        }

        handle = ++_next;
        _open.Add(handle, node);
        return Errno.None;
    }

    public void Close(int handle) => _open.Remove(handle);

    public void Write(int handle, int offset, byte[] bytes)
    {
        Node node = _open[handle];
        if (offset + bytes.Length > node.Contents.Length)
        {
            Resize(handle, offset + bytes.Length);
        }

        bytes.CopyTo(node.Contents, offset);
    }

    public byte[] Read(int handle, int offset, int length)
    {
        byte[] contents = _open[handle].Contents;
        return offset >= contents.Length ? [] : contents[offset..Math.Min(contents.Length, offset + length)];
    }

    public void Resize(int handle, int size)
    {
        byte[] contents = new byte[size];
        byte[] old = _open[handle].Contents;
        old.AsSpan(0, Math.Min(size, old.Length)).CopyTo(contents);
        _open[handle].Contents = contents;
    }

    /// <summary>Every file, by its path.</summary>
    public IEnumerable<(string Path, byte[] Contents)> Files() => Files(_root, string.Empty);

    private static IEnumerable<(string Path, byte[] Contents)> Files(Node node, string prefix) =>
        node.Names.SelectMany(each => each.Value.IsDirectory ? Files(each.Value, prefix + each.Key + "/") : [(prefix + each.Key, each.Value.Contents)]);

    private static bool Contains(Node above, Node below) => above == below || above.Names.Values.Any(each => each.IsDirectory && Contains(each, below));

    private static Errno Drop(Node parent, string name)
    {
        parent.Names.Remove(name);
        return Errno.None;
    }

    private Errno Find(string path, out Node parent, out string name)
    {
        string[] parts = path.Split('/');
        parent = _root;
        name = parts[^1];
        foreach (string part in parts[..^1])
        {
            if (!parent.IsDirectory || !parent.Names.TryGetValue(part, out Node? next))
            {
                return parent.IsDirectory ? Errno.NoEntry : Errno.NotDirectory;
            }

            parent = next;
        }

        return parent.IsDirectory ? Errno.None : Errno.NotDirectory;
    }

    private sealed class Node(bool isDirectory)
    {
        public bool IsDirectory { get; } = isDirectory;

        public Dictionary<string, Node> Names { get; } = [];

        public byte[] Contents { get; set; } = [];
    }
}
