using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Fs;

namespace Vela.Tests.Fs;

/// <summary>The names of a directory in memory, while they become more and fewer (C-29, issue 8: no table is made anew as a whole).</summary>
[TestFixture]
public sealed class MemoryDirectoryTests
{
    /// <summary>Bytes: a piece of a table has some 2,600, and where the pieces are is 8 for each in two arrays. A doubled table would be as large as what it holds.</summary>
    private const long MostForOneName = 8192;

    [Test]
    public void A_directory_that_grows_and_shrinks_has_the_names_of_the_model_and_lists_each_once() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Play).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [TestCase(65)]
    [TestCase(1025)]
    [TestCase(5000)]
    public void Every_name_is_found_whenever_the_directory_grows(int names)
    {
        using FileMachine machine = new();
        Inode directory = machine.TmpRoot.Root!;
        Dictionary<string, ulong> model = [];
        for (int i = 0; i < names; i++)
        {
            Create(directory, model, NameOf(i));
            string one = NameOf(i / 2);
            Assert.That(Find(directory, one), Is.EqualTo(model[one]));
        }

        Assert.That(model.Keys.Where(name => Find(directory, name) != model[name]), Is.Empty);
        Assert.That(Find(directory, NameOf(names)), Is.Null);
    }

    /// <summary>What an operation allocates at once is what a collection has to look through at once.</summary>
    [Test]
    public void No_name_makes_the_table_anew()
    {
        using FileMachine machine = new();
        Inode directory = machine.TmpRoot.Root!;
        Inode file = Create(directory, [], "file");
        List<(int Name, long Bytes)> dear = [];
        for (int i = 0; i < 5000; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes($"n{i}");
            long before = GC.GetAllocatedBytesForCurrentThread();
            FileOutcome outcome = directory.TryLink(name, file);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(outcome.IsDone, Is.True);
            if (bytes > MostForOneName)
            {
                dear.Add((i, bytes));
            }
        }

        Assert.That(dear, Is.Empty);
    }

    private static void Play(int seed)
    {
        Random random = new(seed);
        using FileMachine machine = new();
        Inode directory = machine.TmpRoot.Root!;
        Dictionary<string, ulong> model = [];
        int most = 1 << random.Next(1, 10);
        for (int step = 0; step < 1500; step++)
        {
            string name = NameOf(random.Next(most));
            bool isThere = model.TryGetValue(name, out ulong number);
            Assert.That(Find(directory, name), Is.EqualTo(isThere ? number : (ulong?)null), $"seed {seed}, step {step}: {name}");
            int choice = random.Next(200);
            if (choice == 0)
            {
                ListWhileChanging(directory, model, random, most);
            }
            else if (!isThere)
            {
                Create(directory, model, name);
            }
            else if (choice < 20)
            {
                Rename(directory, model, name, NameOf(random.Next(most)));
            }
            else if (choice < 120)
            {
                Remove(directory, model, name);
            }
        }

        Assert.That(List(directory).Order(), Is.EqualTo(model.Keys.Order()), $"seed {seed}");
    }

    /// <summary>A listing goes on where it stopped, and in between names come and go: those that stay are listed once.</summary>
    private static void ListWhileChanging(Inode directory, Dictionary<string, ulong> model, Random random, int most)
    {
        HashSet<string> staying = [.. model.Keys];
        List<string> listed = [];
        ulong position = 0;
        while (true)
        {
            Listing some = new(random.Next(1, 20));
            _ = directory.TryList(ref position, some);
            listed.AddRange(some.Names);
            if (some.HasRoom)
            {
                break;
            }

            string name = NameOf(random.Next(2 * most)); // more than there were: it may grow now
            if (!model.ContainsKey(name))
            {
                Create(directory, model, name);
            }
            else
            {
                Remove(directory, model, name);
                _ = staying.Remove(name);
            }
        }

        Assert.That(staying.Except(listed), Is.Empty, "a name that stayed was not listed");
        Assert.That(listed.Where(staying.Contains), Is.Unique, "a name that stayed was listed twice");
    }

    /// <summary>Short ones, ones of just sixteen bytes, and long ones that begin alike.</summary>
    private static string NameOf(int number) => (number % 3) switch
    {
        0 => $"vmbench.{number}",
        1 => $"{number:D16}",
        _ => $"a name of more than sixteen bytes, {number}",
    };

    private static Inode Create(Inode directory, Dictionary<string, ulong> model, string name)
    {
        FileOutcome outcome = directory.TryCreate(Encoding.UTF8.GetBytes(name), new NewInode { Kind = InodeKind.File, Permissions = FileMachine.Everything, Time = default }, out Inode? made);
        Assert.That(outcome.IsDone, Is.True);
        made!.Links = 1;
        model[name] = made.Number;
        return made;
    }

    private static void Remove(Inode directory, Dictionary<string, ulong> model, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        _ = directory.TryLookup(bytes, out Inode? child);
        Assert.That(directory.TryRemove(bytes, child!).IsDone, Is.True);
        _ = model.Remove(name);
    }

    private static void Rename(Inode directory, Dictionary<string, ulong> model, string name, string newName)
    {
        byte[] to = Encoding.UTF8.GetBytes(newName);
        byte[] from = Encoding.UTF8.GetBytes(name);
        _ = directory.TryLookup(from, out Inode? child);
        _ = directory.TryLookup(to, out Inode? replaced);
        if (child == replaced)
        {
            return;
        }

        Assert.That(directory.TryRename(from, child!, directory, to, replaced).IsDone, Is.True);
        model[newName] = model[name];
        _ = model.Remove(name);
    }

    private static ulong? Find(Inode directory, string name)
    {
        _ = directory.TryLookup(Encoding.UTF8.GetBytes(name), out Inode? found);
        return found?.Number;
    }

    private static List<string> List(Inode directory)
    {
        Listing all = new(int.MaxValue);
        ulong position = 0;
        _ = directory.TryList(ref position, all);
        return all.Names;
    }

    /// <summary>Takes so many entries.</summary>
    private sealed class Listing(int room) : DirectoryListing
    {
        public List<string> Names { get; } = [];

        public bool HasRoom => Names.Count < room;

        public override bool TryAdd(ReadOnlySpan<byte> name, ulong inode, InodeKind kind, ulong next)
        {
            if (!HasRoom)
            {
                return false;
            }

            Names.Add(Encoding.UTF8.GetString(name));
            return true;
        }
    }
}
