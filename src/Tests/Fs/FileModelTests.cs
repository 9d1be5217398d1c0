using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Fs;
using Vela.Primitives;
using Vela.Tests.Models;

namespace Vela.Tests.Fs;

/// <summary>Any sequence of calls does to a file system what it does to the model.</summary>
[TestFixture]
public sealed class FileModelTests
{
    private static readonly byte[] Disk = Ext2Image.Make(1024, 4096);

    [Test]
    public void Files_in_memory_behave_as_the_model() => Check(20, () => (new FileMachine(), null));

    [Test]
    public void Files_on_disk_behave_as_the_model_with_a_tiny_cache() => Check(10, () =>
    {
        Ext2Machine machine = new([.. Disk], frames: 256, isLate: true);
        return (machine.Files, machine);
    });

    private static void Check(int runs, Func<(FileMachine, Ext2Machine?)> make)
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            (FileMachine files, Ext2Machine? disk) = make();
            Play(files, disk, seed);
            disk?.UnmountAndCheck();
            files.Dispose();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
    }

    private static void Play(FileMachine files, Ext2Machine? disk, int seed)
    {
        Random random = new(seed);
        FileModel model = new();
        Dictionary<int, OpenFile> opened = [];
        for (int step = 0; step < 150; step++)
        {
            string say = $"seed {seed}, step {step}";
            string path = RandomPath(random);
            string other = RandomPath(random);
            switch (random.Next(14))
            {
                case 0:
                    Assert.That(files.MakeDirectory(path), Is.EqualTo(model.MakeDirectory(path)), $"{say}: mkdir {path}");
                    break;
                case 1:
                    Assert.That(files.Unlink(path), Is.EqualTo(model.Unlink(path)), $"{say}: unlink {path}");
                    break;
                case 2:
                    Assert.That(files.RemoveDirectory(path), Is.EqualTo(model.RemoveDirectory(path)), $"{say}: rmdir {path}");
                    break;
                case 3:
                    Assert.That(files.Rename(path, other), Is.EqualTo(model.Rename(path, other)), $"{say}: rename {path} {other}");
                    break;
                case 4:
                    Assert.That(files.Link(path, other), Is.EqualTo(model.Link(path, other)), $"{say}: link {path} {other}");
                    break;
                case 5 or 6 when opened.Count < 6:
                    Errno error = files.Open(path, OpenFlags.Read | OpenFlags.Write | OpenFlags.Create, out OpenFile? file);
                    Assert.That(error, Is.EqualTo(model.Open(path, out int handle)), $"{say}: open {path}");
                    if (file is not null)
                    {
                        opened.Add(handle, file);
                    }

                    break;
                case 7 when opened.Count != 0:
                    (int closed, OpenFile closing) = opened.ElementAt(random.Next(opened.Count));
                    closing.Close();
                    model.Close(closed);
                    opened.Remove(closed);
                    break;
                case 8 when disk is not null:
                    disk.DropCaches();
                    break;
                default:
                    if (opened.Count != 0)
                    {
                        (int which, OpenFile used) = opened.ElementAt(random.Next(opened.Count));
                        Use(files, model, which, used, random, say);
                    }

                    break;
            }
        }

        foreach ((string name, byte[] contents) in model.Files())
        {
            Assert.That(files.ReadFile(name), Is.EqualTo(contents), $"seed {seed}: {name} at the end");
        }

        foreach (OpenFile file in opened.Values)
        {
            file.Close();
        }
    }

    private static void Use(FileMachine files, FileModel model, int handle, OpenFile file, Random random, string say)
    {
        ulong offset = (ulong)random.Next(30_000);
        switch (random.Next(4))
        {
            case 0:
                byte[] bytes = Ext2Tests.Noise(random.Next(1, 9000), random.Next());
                files.MustWrite(file, bytes, at: offset);
                model.Write(handle, (int)offset, bytes);
                break;
            case 1:
                files.Must(() => file.TryResize(offset));
                model.Resize(handle, (int)offset);
                break;
            case 2:
                Assert.That(files.Sync(file), Is.EqualTo(Errno.None));
                break;
            default:
                int length = random.Next(1, 12_000);
                Assert.That(files.MustRead(file, length, at: offset), Is.EqualTo(model.Read(handle, (int)offset, length)), say);
                break;
        }
    }

    private static string RandomPath(Random random)
    {
        string[] names = ["a", "b", "c"];
        string path = names[random.Next(3)];
        for (int depth = random.Next(3); depth > 0; depth--)
        {
            path += "/" + names[random.Next(3)];
        }

        return path;
    }
}
