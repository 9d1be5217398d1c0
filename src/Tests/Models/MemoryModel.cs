using System.Collections.Generic;
using Vela.Memory;

namespace Vela.Tests.Models;

/// <summary>What programs must see of memory, as dictionaries of pages: one number per page, no frames, no sharing, no laziness.</summary>
public sealed class MemoryModel
{
    /// <summary>A file, or memory shared by several mappings.</summary>
    public sealed class Store
    {
        public Dictionary<ulong, ulong> Pages { get; } = [];

        public ulong Size { get; set; }
    }

    /// <summary>One page of a program.</summary>
    public sealed record Page(Access Access, bool IsShared, Store? Store, ulong Offset)
    {
        /// <summary>The program's own value, once it has written a private page; or zero for private anonymous memory.</summary>
        public ulong? Own { get; set; }
    }

    public Dictionary<ulong, Page> Pages { get; private init; } = [];

    public MemoryModel Fork()
    {
        MemoryModel child = new();
        foreach ((ulong number, Page page) in Pages)
        {
            child.Pages[number] = page with { };
        }

        return child;
    }

    public FaultVerdict Read(ulong number, out ulong value)
    {
        value = 0;
        if (!Pages.TryGetValue(number, out Page? page))
        {
            return FaultVerdict.NotMapped;
        }

        if (page.Access == Access.None)
        {
            return FaultVerdict.AccessDenied;
        }

        if (page.Own is { } own)
        {
            value = own;
            return FaultVerdict.Continue;
        }

        if (page.Store is null)
        {
            return FaultVerdict.Continue;
        }

        if (page.Offset >= page.Store.Size)
        {
            return FaultVerdict.BeyondEnd;
        }

        value = page.Store.Pages.GetValueOrDefault(page.Offset);
        return FaultVerdict.Continue;
    }

    public FaultVerdict Write(ulong number, ulong value)
    {
        FaultVerdict verdict = Read(number, out _);
        if (verdict is FaultVerdict.NotMapped or FaultVerdict.AccessDenied)
        {
            return verdict;
        }

        Page page = Pages[number];
        if ((page.Access & Access.Write) == 0)
        {
            return FaultVerdict.AccessDenied;
        }

        if (verdict != FaultVerdict.Continue)
        {
            return verdict;
        }

        if (page.IsShared)
        {
            page.Store!.Pages[page.Offset] = value;
        }
        else
        {
            page.Own = value;
        }

        return FaultVerdict.Continue;
    }
}
