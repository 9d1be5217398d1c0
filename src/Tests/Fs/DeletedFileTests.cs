using System.Linq;
using NUnit.Framework;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Tests.Fs;

/// <summary>What is left of a file in memory that was deleted: nothing that shows, and something that the next file is made of (issue 8, 6).</summary>
[TestFixture]
public sealed class DeletedFileTests
{
    private FileMachine _machine = null!;

    [SetUp]
    public void Start() => _machine = new FileMachine();

    [TearDown]
    public void Stop() => _machine.Dispose();

    [Test]
    public void A_file_made_of_a_deleted_one_shows_nothing_of_it()
    {
        _machine.WriteFile("old", "what was in it");
        Inode old = _machine.MustFind("old");
        (ulong number, FileTime made, ulong free) = (old.Number, old.ChangeTime, _machine.TmpRoot.Status.FreeBlocks);
        (old.Permissions, old.Owner, old.Group, old.Locks) = (0x7ff, 7, 8, new FileLocks());
        old.NoteWriteError(Errno.InputOutput);
        Assert.That(_machine.Link("old", "again"), Is.EqualTo(Errno.None));
        Assert.That(_machine.Unlink("old"), Is.EqualTo(Errno.None));
        Assert.That(_machine.Unlink("again"), Is.EqualTo(Errno.None));
        Assert.That(_machine.TmpRoot.Status.FreeBlocks, Is.EqualTo(free + 1), "its page is free at once");

        OpenFile file = _machine.MustOpen("new", OpenFlags.Read | OpenFlags.Write | OpenFlags.Create);
        Inode renewed = file.Inode;
        Assert.That(renewed, Is.SameAs(old), "else this test says nothing");
        Assert.That(renewed.Number, Is.Not.EqualTo(number));
        Assert.That((renewed.Size, renewed.Blocks, renewed.Links, renewed.Writers), Is.EqualTo((0UL, 0UL, 1U, 1)));
        Assert.That((renewed.Permissions, renewed.Owner, renewed.Group), Is.EqualTo(((ushort)0x1a4, 0U, 0U)));
        Assert.That((renewed.Locks, renewed.FailedWrites, renewed.LastWriteError), Is.EqualTo(((FileLocks?)null, 0U, Errno.None)));
        Assert.That(renewed.ChangeTime.Nanoseconds, Is.GreaterThan(made.Nanoseconds));
        _machine.MustWrite(file, [1], at: 100);
        Assert.That(_machine.MustRead(file, 200, at: 0), Is.EqualTo(new byte[100].Append((byte)1)), "nothing of the old contents shows through a hole");
        file.Close();
    }

    [Test]
    public void A_file_that_somebody_still_has_the_pages_of_is_not_used_again()
    {
        _machine.WriteFile("old", "mapped");
        Inode old = _machine.MustFind("old");
        VmObject pages = old.Pages!;
        pages.Hold();
        Assert.That(_machine.Unlink("old"), Is.EqualTo(Errno.None));
        _machine.WriteFile("new", "other");
        Assert.That(_machine.MustFind("new"), Is.Not.SameAs(old));
        Assert.That(pages.PageCount, Is.EqualTo(1), "a mapping keeps the pages (C-04)");
        pages.Release();
    }

    [Test]
    public void A_file_too_large_to_be_freed_in_one_step_gives_everything_back_later()
    {
        ulong free = _machine.TmpRoot.Status.FreeBlocks;
        _machine.WriteFile("large", new byte[100 * PageNumber.Size]);
        Assert.That(_machine.Unlink("large"), Is.EqualTo(Errno.None));
        _machine.FinishWork();
        Assert.That(_machine.TmpRoot.Status.FreeBlocks, Is.EqualTo(free));
        _machine.WriteFile("next", "x");
        Assert.That(_machine.ReadText("next"), Is.EqualTo("x"));
    }

    [Test]
    public void Where_files_come_and_go_the_same_inodes_and_objects_serve()
    {
        for (int i = 0; i < 100; i++)
        {
            ComeAndGo(i);
        }

        uint objects = _machine.Memory.ObjectCount;
        for (int i = 100; i < 1000; i++)
        {
            ComeAndGo(i);
        }

        Assert.That(_machine.Memory.ObjectCount, Is.EqualTo(objects));

        void ComeAndGo(int i)
        {
            _machine.WriteFile($"f{i}", "x");
            if (i >= 20)
            {
                Assert.That(_machine.Unlink($"f{i - 20}"), Is.EqualTo(Errno.None));
            }
        }
    }

    [Test]
    public void Names_that_were_removed_do_not_fill_the_cache()
    {
        for (int i = 0; i < 2000; i++)
        {
            _machine.WriteFile($"f{i}", "");
            Assert.That(_machine.Unlink($"f{i}"), Is.EqualTo(Errno.None));
        }

        Assert.That(_machine.Vfs.NameCount, Is.LessThan(300));
        ulong misses = _machine.Vfs.NameMisses;
        Assert.That(_machine.Find("f1999", out _), Is.EqualTo(Errno.NoEntry));
        Assert.That(_machine.Vfs.NameMisses, Is.EqualTo(misses), "the last are known not to be there");
    }

    [Test]
    public void A_name_that_came_back_after_its_removal_stays()
    {
        _machine.WriteFile("back", "a");
        Assert.That(_machine.Unlink("back"), Is.EqualTo(Errno.None));
        _machine.WriteFile("back", "b");
        for (int i = 0; i < 1000; i++)
        {
            _machine.WriteFile($"f{i}", "");
            Assert.That(_machine.Unlink($"f{i}"), Is.EqualTo(Errno.None));
        }

        ulong misses = _machine.Vfs.NameMisses;
        Assert.That(_machine.ReadText("back"), Is.EqualTo("b"));
        Assert.That(_machine.Vfs.NameMisses, Is.EqualTo(misses));
    }
}
