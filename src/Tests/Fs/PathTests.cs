using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Tests.Fs;

/// <summary>Paths, names and permissions, on a file system in memory (C-27 to C-31).</summary>
[TestFixture]
public sealed class PathTests
{
    private FileMachine _machine = null!;

    [SetUp]
    public void Start() => _machine = new FileMachine();

    [TearDown]
    public void Stop() => _machine.Dispose();

    [TestCase("/usr/./././bin//", ExpectedResult = Errno.None, Description = "CZ/test0:dirtest")]
    [TestCase("usr/bin/..//bin/.", ExpectedResult = Errno.None)]
    [TestCase("//usr///bin/ls", ExpectedResult = Errno.None)]
    [TestCase("/usr/bin/ls/", ExpectedResult = Errno.NotDirectory)]
    [TestCase("/usr/bin/ls/.", ExpectedResult = Errno.NotDirectory)]
    [TestCase("/usr/bin/ls/x", ExpectedResult = Errno.NotDirectory)]
    [TestCase("/usr/none/ls", ExpectedResult = Errno.NoEntry)]
    [TestCase("", ExpectedResult = Errno.NoEntry)]
    [TestCase("/", ExpectedResult = Errno.None)]
    [TestCase("/../../..", ExpectedResult = Errno.None)]
    [TestCase("/link", ExpectedResult = Errno.None)]
    [TestCase("/link/ls", ExpectedResult = Errno.None)]
    [TestCase("/loop", ExpectedResult = Errno.TooManySymbolicLinks)]
    [TestCase("/dangling", ExpectedResult = Errno.NoEntry)]
    public Errno A_path_leads_where_POSIX_says(string path)
    {
        MakeTree();
        return _machine.Find(path, out _);
    }

    [Test]
    public void Names_and_paths_have_limits()
    {
        Assert.That(_machine.Find(new string('a', 256), out _), Is.EqualTo(Errno.NameTooLong));
        Assert.That(_machine.Find(new string('a', 255), out _), Is.EqualTo(Errno.NoEntry));
        Assert.That(_machine.Find(string.Concat(Enumerable.Repeat("./", 2047)) + ".", out _), Is.EqualTo(Errno.None));
        Assert.That(_machine.Find(new string('/', 4096), out _), Is.EqualTo(Errno.NameTooLong));
        string longName = new('n', 255);
        _machine.WriteFile(longName, "x");
        Assert.That(_machine.List("/"), Is.EqualTo(new[] { longName }));
        Assert.That(_machine.ReadText(longName), Is.EqualTo("x"));
    }

    [Test]
    public void A_file_that_was_last_read_centuries_ago_is_read_today()
    {
        _machine.WriteFile("old", "x");
        Inode inode = _machine.MustFind("old");
        inode.ModifyTime = new FileTime(long.MinValue);
        inode.AccessTime = new FileTime(long.MinValue + 1);
        Assert.That(_machine.ReadText("old"), Is.EqualTo("x"));
        Assert.That(inode.AccessTime.Seconds, Is.GreaterThan(0), "more than a day has passed (relatime, mount(8))");
    }

    [Test]
    public void Reading_and_writing_stand_next_to_each_other_in_ways_of_opening_and_in_rights()
    {
        Assert.That((uint)Rights.Write / (uint)Rights.Read, Is.EqualTo((uint)OpenFlags.Write / (uint)OpenFlags.Read), "a shift makes the one of the other");
    }

    /// <summary>A path that was walked three times is remembered as a whole; whatever happens to the names in it, it leads where they do.</summary>
    [Test]
    public void A_path_that_is_remembered_leads_where_its_names_do() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), LeadsWhereItsNamesDo).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static bool LeadsWhereItsNamesDo(int seed)
    {
        Random random = new(seed);
        using FileMachine machine = new();
        Dictionary<string, ulong> model = new(StringComparer.Ordinal) { [""] = machine.MustFind("/").Number };
        string[] names = ["a", "b", "longer-than-sixteen-bytes"];
        string Any()
        {
            string path = "";
            for (int depth = random.Next(1, 5); depth > 0; depth--)
            {
                path += "/" + names[random.Next(names.Length)];
            }

            return path;
        }

        Dictionary<string, Mount> mounts = new(StringComparer.Ordinal);
        bool IsBusy(string path) => mounts.Keys.Any(mount => mount == path || mount.StartsWith(path + "/", StringComparison.Ordinal));
        bool IsBelowMount(string path) => mounts.Keys.Any(mount => path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal));
        void Forget(string path)
        {
            foreach (string gone in model.Keys.Where(each => each == path || each.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
            {
                _ = model.Remove(gone);
            }
        }

        bool LeadsRight(string sought)
        {
            byte[] bytes = FileMachine.Bytes(sought);
            byte[] room = [.. bytes, .. new byte[PathText.SpareBytes]];
            bool isThere = model.TryGetValue(sought, out ulong number) && !IsBelowMount(sought);
            bool isRight = true;
            for (int time = 0; time < 3; time++)
            {
                FileOutcome outcome = machine.Vfs.TryFind(machine.Context, machine.Root, new PathText(room, bytes.Length), WalkMode.Follow, out Inode? found);
                isRight &= IsBelowMount(sought) ? mounts.ContainsKey(sought) == outcome.IsDone : outcome.IsDone == isThere && (!isThere || found!.Number == number);
            }

            return isRight;
        }

        for (int step = 0; step < 60; step++)
        {
            string path = Any();
            string other = Any();
            if (!LeadsRight(path) || !LeadsRight(other))
            {
                return false;
            }

            switch (random.Next(7))
            {
                case 0 or 1 when !IsBelowMount(path) && machine.MakeDirectory(path) == Errno.None:
                    model[path] = machine.MustFind(path).Number;
                    break;
                case 2 when !IsBelowMount(path) && machine.Vfs.TryRemove(machine.Context, machine.Root, FileMachine.Bytes(path), Removal.Directory).IsDone:
                    Forget(path);
                    break;
                case 3 when !IsBelowMount(path) && !IsBelowMount(other) && !IsBusy(path) && !IsBusy(other) && path != other
                    && machine.Vfs.TryRename(machine.Context, machine.Root, FileMachine.Bytes(path), machine.Root, FileMachine.Bytes(other), RenameMode.Replace).IsDone:
                    Forget(other);
                    foreach ((string old, ulong number) in model.Where(each => each.Key == path || each.Key.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
                    {
                        _ = model.Remove(old);
                        model[other + old[path.Length..]] = number;
                    }

                    break;
                case 4 when model.ContainsKey(path) && !IsBelowMount(path) && !IsBusy(path):
                    FileOutcome place = machine.Vfs.TryWalk(machine.Context, machine.Root, FileMachine.Bytes(path), WalkMode.None, out WalkResult over);
                    Panic.When(!place.IsDone, "it is there");
                    TmpFileSystem inside = new(machine.Memory, new FrameAccount(16, machine.Account), new DeviceNumber(0, (uint)(10 + step)), machine);
                    mounts[path] = machine.Vfs.Mount(inside, over.Found, MountFlags.None).Expect("it is a directory");
                    break;
                case 5 when mounts.Count > 0:
                    string mounted = mounts.Keys.ElementAt(random.Next(mounts.Count));
                    KernelTaskAwaiter<Errno> unmounting = machine.Vfs.Unmount(mounts[mounted]).GetAwaiter();
                    machine.Executive.RunUntilIdle();
                    Panic.When(unmounting.GetResult() != Errno.None, "nobody is in it");
                    _ = mounts.Remove(mounted);
                    break;
                default:
                    break;
            }

            if (!LeadsRight(path) || !LeadsRight(other) || !LeadsRight(Any()) || machine.Vfs.Check() is not null)
            {
                return false;
            }
        }

        return true;
    }

    [Test]
    public void Names_that_differ_only_at_their_end_or_in_their_length_stay_apart()
    {
        int[] lengths = [1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 255];
        string[] names = [.. lengths.SelectMany(length => new[] { new string('n', length), new string('n', length - 1) + "m" })];
        foreach (string name in names)
        {
            _machine.MakeDirectory("/" + name);
            foreach (string inside in names)
            {
                _machine.WriteFile($"/{name}/{inside}", name + inside);
            }
        }

        for (int round = 0; round < 2; round++) // the second finds all names known
        {
            Assert.That(_machine.List("/").Order(StringComparer.Ordinal), Is.EqualTo(names.Order(StringComparer.Ordinal)));
            foreach (string name in names)
            {
                foreach (string inside in names)
                {
                    Assert.That(_machine.ReadText($"//{name}///{inside}"), Is.EqualTo(name + inside));
                    byte[] path = FileMachine.Bytes($"/{name}/{inside}");
                    byte[] room = [.. path, .. Enumerable.Repeat((byte)'n', PathText.SpareBytes)];
                    FileOutcome outcome = _machine.Vfs.TryFind(_machine.Context, _machine.Root, new PathText(room, path.Length), WalkMode.None, out Inode? found);
                    Assert.That(outcome.IsDone);
                    Assert.That(found, Is.SameAs(_machine.MustFind($"/{name}/{inside}")));
                }
            }
        }

        Assert.That(_machine.Vfs.Check(), Is.Null);
        foreach (string name in names)
        {
            Assert.That(_machine.Unlink($"/{names[0]}/{name}"), Is.EqualTo(Errno.None));
            Assert.That(_machine.Find($"/{names[0]}/{name}", out _), Is.EqualTo(Errno.NoEntry));
        }

        Assert.That(_machine.List("/" + names[0]), Is.Empty);
    }

    [Test]
    public void A_path_ends_at_a_zero_whether_its_names_are_known_or_not()
    {
        for (int round = 0; round < 2; round++)
        {
            Assert.That(_machine.Open("made\0", OpenFlags.Write | OpenFlags.Create, out OpenFile? file), Is.EqualTo(Errno.None));
            file!.Close();
            Assert.That(_machine.List("/"), Is.EqualTo(new[] { "made" }));
            Assert.That(_machine.Unlink("made\0"), Is.EqualTo(Errno.None));
            Assert.That(_machine.List("/"), Is.Empty);
        }
    }

    [Test]
    public void Forty_links_are_followed_and_no_more()
    {
        _machine.WriteFile("l0", "end");
        for (int i = 1; i <= 41; i++)
        {
            Assert.That(_machine.MakeLink($"l{i - 1}", $"l{i}"), Is.EqualTo(Errno.None));
        }

        Assert.That(_machine.Find("l40", out _), Is.EqualTo(Errno.None));
        Assert.That(_machine.Find("l41", out _), Is.EqualTo(Errno.TooManySymbolicLinks));
    }

    [Test]
    public void Dot_dot_never_leaves_the_root_given()
    {
        MakeTree();
        OpenFile usr = _machine.MustOpen("/usr", OpenFlags.Read | OpenFlags.Directory);
        DirectoryReference jail = usr.AsDirectory(usr.Rights).Expect("it is a directory");
        _machine.Context = new PathContext(_machine.Vfs, jail, jail, Credentials.Kernel);
        Assert.That(_machine.Find("/../../bin/ls", out _), Is.EqualTo(Errno.None));
        Assert.That(_machine.Find("../../usr", out _), Is.EqualTo(Errno.NoEntry));
        Assert.That(_machine.MakeLink("/bin/ls", "/inner"), Is.EqualTo(Errno.None), "an absolute link starts at the root given");
        Assert.That(_machine.Find("inner", out _), Is.EqualTo(Errno.None));
        usr.Close();
    }

    [Test]
    public void Without_a_root_there_are_no_absolute_paths()
    {
        _machine.Context = new PathContext(_machine.Vfs, default, default, Credentials.Kernel);
        Assert.That(_machine.Find("/", out _), Is.EqualTo(Errno.CapabilityMode));
        Assert.That(_machine.Find("x", out _), Is.EqualTo(Errno.CapabilityMode));
    }

    [Test]
    public void Rights_of_the_starting_directory_cap_everything_below()
    {
        MakeTree();
        DirectoryReference weak = new(_machine.Root.Location, Rights.Read | Rights.Execute | Rights.Map);
        _machine.Context = new PathContext(_machine.Vfs, weak, weak, Credentials.Kernel);
        Assert.That(_machine.Open("/usr/bin/ls", OpenFlags.Write, out _), Is.EqualTo(Errno.AccessDenied));
        Assert.That(_machine.Open("/new", OpenFlags.Write | OpenFlags.Create, out _), Is.EqualTo(Errno.AccessDenied));
        Assert.That(_machine.Unlink("/usr/bin/ls"), Is.EqualTo(Errno.AccessDenied));
        OpenFile file = _machine.MustOpen("/usr/bin/ls");
        Assert.That(file.Rights & (Rights.Write | Rights.Configure), Is.EqualTo(Rights.None));
        file.Close();
    }

    [Test]
    public void A_walk_kept_beneath_its_start_refuses_every_way_out()
    {
        MakeTree();
        OpenFile usr = _machine.MustOpen("/usr", OpenFlags.Read | OpenFlags.Directory);
        DirectoryReference start = usr.AsDirectory(usr.Rights).Expect("it is a directory");
        Assert.That(_machine.MakeLink("/usr/bin", "/usr/out"), Is.EqualTo(Errno.None));
        foreach ((string path, Errno expected) in new[]
        {
            ("bin/ls", Errno.None), ("..", Errno.CrossDevice), ("bin/../..", Errno.CrossDevice), ("/usr", Errno.CrossDevice), ("out", Errno.CrossDevice),
        })
        {
            byte[] bytes = FileMachine.Bytes(path);
            Assert.That(_machine.Await(() => _machine.Vfs.TryWalk(_machine.Context, start, bytes, WalkMode.Follow | WalkMode.Beneath, out _)), Is.EqualTo(expected), path);
        }

        usr.Close();
    }

    [Test]
    public void Open_makes_keeps_and_cuts_files_as_its_flags_say()
    {
        Assert.That(_machine.Open("f", OpenFlags.Write, out _), Is.EqualTo(Errno.NoEntry));
        _machine.WriteFile("f", "hello");
        Assert.That(_machine.Open("f", OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive, out _), Is.EqualTo(Errno.Exists));
        OpenFile file = _machine.MustOpen("f", OpenFlags.Write | OpenFlags.Create);
        Assert.That(file.Inode.Size, Is.EqualTo(5));
        file.Close();
        _machine.MustOpen("f", OpenFlags.Write | OpenFlags.Truncate).Close();
        Assert.That(_machine.MustFind("f").Size, Is.Zero);
        Assert.That(_machine.Open("f/", OpenFlags.Read, out _), Is.EqualTo(Errno.NotDirectory));
        Assert.That(_machine.Open("g/", OpenFlags.Write | OpenFlags.Create, out _), Is.EqualTo(Errno.IsDirectory));
        Assert.That(_machine.Open("/", OpenFlags.Write, out _), Is.EqualTo(Errno.IsDirectory));
        Assert.That(_machine.Open("f", OpenFlags.Read | OpenFlags.Directory, out _), Is.EqualTo(Errno.NotDirectory));
        _machine.MakeLink("f", "s");
        Assert.That(_machine.Open("s", OpenFlags.Read | OpenFlags.NoFollow, out _), Is.EqualTo(Errno.TooManySymbolicLinks));
        _machine.MakeLink("target", "dangling");
        Assert.That(_machine.Open("dangling", OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive, out _), Is.EqualTo(Errno.Exists));
        _machine.MustOpen("dangling", OpenFlags.Write | OpenFlags.Create).Close();
        Assert.That(_machine.Find("target", out _), Is.EqualTo(Errno.None), "O_CREAT through a link makes what the link names");
    }

    [Test]
    public void Dup_and_fork_share_the_cursor_and_append_goes_to_the_end()
    {
        OpenFile file = _machine.MustOpen("f", OpenFlags.Read | OpenFlags.Write | OpenFlags.Create);
        _machine.MustWrite(file, FileMachine.Bytes("abcdef"));
        Assert.That(file.Position, Is.EqualTo(6));
        Assert.That(file.Seek(-2, SeekOrigin.End).Expect("in the file"), Is.EqualTo(4), "C-28: SEEK_END");
        Assert.That(file.Seek(-1, SeekOrigin.Current).Expect("in the file"), Is.EqualTo(3), "C-28: backwards from the cursor");
        Assert.That(file.Seek(-4, SeekOrigin.Current).Error, Is.EqualTo(Errno.Invalid));
        Assert.That(file.Seek(long.MaxValue, SeekOrigin.Current).Error, Is.EqualTo(Errno.Overflow));
        Assert.That(_machine.MustRead(file, 10), Is.EqualTo(FileMachine.Bytes("def")));
        OpenFile appender = _machine.MustOpen("f", OpenFlags.Write | OpenFlags.Append);
        appender.Seek(0, SeekOrigin.Start);
        _machine.MustWrite(appender, FileMachine.Bytes("!"));
        Assert.That(_machine.ReadText("f"), Is.EqualTo("abcdef!"));
        file.Close();
        appender.Close();
    }

    [Test]
    public void An_unlinked_open_file_stays_until_it_is_closed()
    {
        ulong before = _machine.TmpRoot.InodeCount;
        OpenFile file = _machine.MustOpen("f", OpenFlags.Read | OpenFlags.Write | OpenFlags.Create);
        Assert.That(_machine.Unlink("f"), Is.EqualTo(Errno.None));
        Assert.That(_machine.Find("f", out _), Is.EqualTo(Errno.NoEntry));
        _machine.MustWrite(file, FileMachine.Bytes("still here"));
        Assert.That(_machine.MustRead(file, 99, at: 0), Is.EqualTo(FileMachine.Bytes("still here")));
        Assert.That(file.Inode.Links, Is.Zero);
        file.Close();
        Assert.That(_machine.TmpRoot.InodeCount, Is.EqualTo(before));
    }

    [TestCase("a", "b", ExpectedResult = Errno.None)]
    [TestCase("a", "none/b", ExpectedResult = Errno.NoEntry)]
    [TestCase("a", "dir", ExpectedResult = Errno.IsDirectory)]
    [TestCase("dir", "a", ExpectedResult = Errno.NotDirectory)]
    [TestCase("dir", "empty", ExpectedResult = Errno.None)]
    [TestCase("empty", "dir", ExpectedResult = Errno.NotEmpty)]
    [TestCase("dir", "dir/sub/x", ExpectedResult = Errno.Invalid)]
    [TestCase("dir/sub", "dir", ExpectedResult = Errno.NotEmpty)]
    [TestCase("dir", "dir", ExpectedResult = Errno.None)]
    [TestCase("a", "hard", ExpectedResult = Errno.None)]
    [TestCase("a/", "b", ExpectedResult = Errno.NotDirectory)]
    [TestCase("a", "b/", ExpectedResult = Errno.NotDirectory)]
    [TestCase("dir", "b/", ExpectedResult = Errno.None)]
    [TestCase("dir/.", "b", ExpectedResult = Errno.Busy)]
    [TestCase("/", "b", ExpectedResult = Errno.Busy)]
    [TestCase("none", "b", ExpectedResult = Errno.NoEntry)]
    public Errno Rename_does_what_its_page_says(string from, string to)
    {
        _machine.WriteFile("a", "A");
        _machine.Link("a", "hard");
        _machine.MakeDirectory("dir");
        _machine.MakeDirectory("dir/sub");
        _machine.MakeDirectory("empty");
        return _machine.Rename(from, to);
    }

    [Test]
    public void A_rename_replaces_at_once_and_moves_what_is_below()
    {
        _machine.WriteFile("old", "new contents");
        _machine.WriteFile("target", "old contents");
        OpenFile replaced = _machine.MustOpen("target");
        Assert.That(_machine.Rename("old", "target", RenameMode.NoReplace), Is.EqualTo(Errno.Exists));
        Assert.That(_machine.Rename("old", "target"), Is.EqualTo(Errno.None));
        Assert.That(_machine.ReadText("target"), Is.EqualTo("new contents"));
        Assert.That(_machine.MustRead(replaced, 99), Is.EqualTo(FileMachine.Bytes("old contents")));
        replaced.Close();
        _machine.MakeDirectory("d");
        _machine.WriteFile("d/f", "x");
        OpenFile inside = _machine.MustOpen("d/f");
        _machine.MakeDirectory("e");
        Assert.That(_machine.Rename("d", "e/moved"), Is.EqualTo(Errno.None));
        Assert.That(_machine.PathOf(inside.Place), Is.EqualTo("/e/moved/f"));
        Assert.That(_machine.ReadText("e/moved/f"), Is.EqualTo("x"));
        Assert.That(_machine.Find("d", out _), Is.EqualTo(Errno.NoEntry));
        Assert.That(_machine.MustFind("e").Links, Is.EqualTo(3));
        Assert.That(_machine.MustFind("/").Links, Is.EqualTo(3));
        inside.Close();
    }

    [Test]
    public void A_listing_gives_each_entry_that_stays_exactly_once()
    {
        for (int i = 0; i < 100; i++)
        {
            _machine.WriteFile($"f{i}", "x");
        }

        OpenFile directory = _machine.MustOpen("/", OpenFlags.Read | OpenFlags.Directory);
        FileMachine.CollectedListing listing = new(0);
        for (int round = 0; round < 200; round++)
        {
            listing.Refill(3);
            _machine.Must(() => directory.TryList(listing));
            if (round < 20)
            {
                _machine.Unlink($"f{99 - round}"); // some before they are listed
                _machine.Unlink($"f{round}"); // some after
                _machine.WriteFile($"g{round}", "new");
            }
        }

        string[] stayed = [.. Enumerable.Range(20, 60).Select(i => $"f{i}")];
        Assert.That(listing.Names.Where(stayed.Contains).Order(), Is.EqualTo(stayed.Order()), "C-29");
        Assert.That(listing.Names.Distinct().Count(), Is.EqualTo(listing.Names.Count));
        Assert.That(listing.Names[..2], Is.EqualTo(new[] { ".", ".." }));
        directory.Close();
    }

    [Test]
    public void Permission_bits_and_the_sticky_bit_hold()
    {
        _machine.WriteFile("mine", "x");
        _machine.MakeDirectory("tmp");
        _machine.Vfs.TryWalk(_machine.Context, _machine.Root, "tmp"u8, WalkMode.None, out WalkResult tmp);
        tmp.Inode!.Permissions = 0x3ff;
        _machine.WriteFile("tmp/root", "x");
        _machine.Context = new PathContext(_machine.Vfs, _machine.Root, _machine.Root, new Credentials(1000, 1000, [], FilePrivileges.None));
        Assert.That(_machine.Open("mine", OpenFlags.Read, out OpenFile? file), Is.EqualTo(Errno.None));
        file!.Close();
        Assert.That(_machine.Open("mine", OpenFlags.Write, out _), Is.EqualTo(Errno.AccessDenied));
        Assert.That(_machine.Unlink("tmp/root"), Is.EqualTo(Errno.NotPermitted));
        _machine.WriteFile("tmp/user", "x");
        Assert.That(_machine.MustFind("tmp/user").Owner, Is.EqualTo(1000));
        Assert.That(_machine.Unlink("tmp/user"), Is.EqualTo(Errno.None));
    }

    [Test]
    public void Two_file_systems_are_mounted_at_once()
    {
        _machine.MakeDirectory("mnt");
        _machine.WriteFile("mnt/hidden", "x");
        TmpFileSystem other = new(_machine.Memory, _machine.Account, new DeviceNumber(0, 2), _machine);
        _machine.Vfs.TryWalk(_machine.Context, _machine.Root, "mnt"u8, WalkMode.None, out WalkResult place);
        Mount mount = _machine.Vfs.Mount(other, place.Found, MountFlags.None).Expect("it is a directory");
        Assert.That(_machine.Find("mnt/hidden", out _), Is.EqualTo(Errno.NoEntry));
        _machine.WriteFile("mnt/seen", "y");
        _machine.WriteFile("f", "z");
        Assert.That(_machine.MustFind("mnt/..").Number, Is.EqualTo(_machine.MustFind("/").Number));
        Assert.That(_machine.Link("f", "mnt/f"), Is.EqualTo(Errno.CrossDevice));
        Assert.That(_machine.Rename("f", "mnt/f"), Is.EqualTo(Errno.CrossDevice));
        Assert.That(_machine.RemoveDirectory("mnt"), Is.EqualTo(Errno.Busy));
        OpenFile open = _machine.MustOpen("mnt/seen");
        Assert.That(_machine.PathOf(open.Place), Is.EqualTo("/mnt/seen"));
        Assert.That(_machine.Executive.Run(_machine.Vfs.Unmount(mount)), Is.EqualTo(Errno.Busy));
        open.Close();
        Assert.That(_machine.Executive.Run(_machine.Vfs.Unmount(mount)), Is.EqualTo(Errno.None));
        Assert.That(_machine.ReadText("mnt/hidden"), Is.EqualTo("x"));
    }

    [Test]
    public void Names_are_found_again_without_asking_and_absence_is_remembered()
    {
        MakeTree();
        _machine.Find("/usr/bin/none", out _);
        _machine.Find("/usr/bin/ls", out _);
        ulong misses = _machine.Vfs.NameMisses;
        _machine.Find("/usr/bin/none", out _);
        _machine.Find("/usr/bin/ls", out _);
        Assert.That(_machine.Vfs.NameMisses, Is.EqualTo(misses));
    }

    [Test]
    public void Names_of_any_length_are_told_apart_by_each_of_their_bytes([Values(1, 7, 8, 9, 16, 31, 32, 33, 64)] int length)
    {
        List<string> names = [new string('n', length)];
        for (int i = 0; i < length; i++)
        {
            names.Add(new string('n', i) + "m" + new string('n', length - i - 1));
        }

        foreach (string name in names)
        {
            Assert.That(_machine.MakeDirectory(name), Is.EqualTo(Errno.None));
            Assert.That(_machine.MakeDirectory($"{name}/below"), Is.EqualTo(Errno.None));
        }

        ulong[] numbers = [.. names.Select(name => _machine.MustFind(name).Number)];
        Assert.That(numbers, Is.Unique);
        Assert.That(names.Select(name => _machine.MustFind($"//{name}///below/..").Number), Is.EqualTo(numbers), "through more slashes than needed, and back");
        Assert.That(_machine.Find(new string('n', length + 1), out _), Is.EqualTo(Errno.NoEntry));
        Assert.That(names.Select(name => _machine.Find(name + "/below/x", out _)), Is.All.EqualTo(Errno.NoEntry));
    }

    [Test]
    public void More_names_than_the_cache_holds_come_and_go()
    {
        for (int i = 0; i < 2000; i++)
        {
            _machine.MustOpen($"f{i}", OpenFlags.Write | OpenFlags.Create).Close();
        }

        for (int i = 0; i < 2000; i++)
        {
            Assert.That(_machine.Find($"f{i}", out _), Is.EqualTo(Errno.None));
        }

        Assert.That(_machine.Vfs.NameCount, Is.LessThanOrEqualTo(512));
    }

    private void MakeTree()
    {
        _machine.MakeDirectory("/usr");
        _machine.MakeDirectory("/usr/bin");
        _machine.WriteFile("/usr/bin/ls", "#!");
        _machine.MakeLink("usr/bin", "/link");
        _machine.MakeLink("loop", "/loop");
        _machine.MakeLink("nowhere", "/dangling");
    }
}
