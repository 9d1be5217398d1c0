using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Vela.Hal;
using Vela.SelfTests;
using Vela.Tests.Boot.Programs;
using Vela.Tests.Build;
using Vela.Tests.Fs;

namespace Vela.Tests.Boot;

/// <summary>Each disk driver on the controller that it is for: what the kernel writes and flushes is found in the image afterwards.</summary>
[TestFixture]
[Category("Boot")]
internal sealed class DiskTests
{
    private const ulong Seed = 0x5eed_d15c;
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    /// <summary>Machines, and for each of their disks QEMU's options but for the file.</summary>
    private static IEnumerable<TestCaseData> Machines()
    {
        yield return Case("pc", MachineShape.Pc, 4096, "if=virtio", "if=virtio,readonly=on", "if=ide,index=0", "if=ide,index=1");
        yield return Case("q35", MachineShape.Q35, 4096, "if=virtio", "if=ide,index=0", "if=ide,index=1");
        yield return Case("uefi", MachineShape.Uefi, 4096, "if=virtio", "if=ide,index=0");
        yield return Case("vmware", MachineShape.VmwareIde, 4096, "if=ide,index=1", "if=ide,index=2");
        yield return Case("pc-pio", MachineShape.Pc with { Append = "ata=pio" }, 4096, "if=ide,index=2");
    }

    private static IEnumerable<TestCaseData> Controllers()
    {
        yield return Case("virtio", MachineShape.Pc, 4096, "virtio-blk-pci");
        yield return Case("ide", MachineShape.Pc, 4096, "ide-hd");
        yield return Case("ahci", MachineShape.Q35, 4096, "ide-hd");
    }

    [TestCaseSource(nameof(Machines))]
    public void What_is_written_through_the_driver_is_in_the_image(MachineShape shape, ulong sectors, string[] drives)
    {
        using TemporaryDirectory directory = new();
        List<string> options = [];
        List<string> written = [];
        foreach (string drive in drives)
        {
            bool isReadOnly = drive.Contains("readonly", StringComparison.Ordinal);
            string image = directory.File($"disk{options.Count}");
            File.WriteAllBytes(image, Scratch(sectors, isFilled: isReadOnly));
            options.AddRange(["-drive", $"{drive},format=raw,file={image}"]);
            if (!isReadOnly)
            {
                written.Add(image);
            }
        }

        SuiteResult suite = SuiteRun.On(shape with { Options = [.. shape.Options, .. options] }, _limit, "Disks_keep*");
        Assert.That(suite.AllPassed, Is.True, suite.Report);
        Assert.That(suite.End, Is.EqualTo(MachineEnd.Orderly), suite.Report);
        Assert.That(written.Select(WrongSectors), Is.All.Zero);
    }

    [TestCaseSource(nameof(Controllers))]
    public void A_bad_sector_is_an_error_and_no_other_request_suffers(MachineShape shape, ulong sectors, string[] devices)
    {
        using TemporaryDirectory directory = new();
        string image = directory.File("disk");
        File.WriteAllBytes(image, Scratch(sectors, isFilled: true));
        const string Bad = "file.inject-error.0.event=none,file.inject-error.0.sector=1000,file.inject-error.0.errno=5";
        string[] options =
        [
            "-drive", $"if=none,id=bad,format=raw,file.driver=blkdebug,file.image.driver=file,file.image.filename={image},{Bad}",
            "-device", $"{devices[0]},drive=bad,werror=report,rerror=report",
        ];
        SuiteResult suite = SuiteRun.On(shape with { Options = [.. shape.Options, .. options] }, _limit, "A_sector_that_cannot*");
        Assert.That(suite.AllPassed, Is.True, suite.Report);
        Assert.That(suite.End, Is.EqualTo(MachineEnd.Orderly), suite.Report);
    }

    [Test]
    public void Debian_s_own_tools_make_a_file_system_here_and_the_host_finds_nothing_wrong_with_it()
    {
        const int Bytes = 32 << 20;
        using ProgramTree tree = new();
        tree.AddShells();
        tree.AddWithLibraries("/sbin/mke2fs");
        tree.AddWithLibraries("/sbin/e2fsck");
        using TemporaryDirectory directory = new();
        string image = directory.File("disk");
        File.WriteAllBytes(image, new byte[Bytes]);
        string[] script =
        [
            "/sbin/mke2fs -q -t ext2 -b 1024 /dev/sda",
            "mkdir /disk",
            "mount -t ext2 /dev/sda /disk",
            "/bin/busybox cp /bin/busybox /disk/copy",
            "/bin/busybox dd if=/dev/zero of=/dev/sda count=1 2>&1",
            "umount /disk",
            "/sbin/e2fsck -fn /dev/sda >/dev/null && echo clean",
        ];
        Tool run = tree.Boot(script, timeoutSeconds: 60, "--disk", image);
        Assert.That(run.Output, Does.Contain("Device or resource busy").And.EndsWith("clean\n"), run.Error);
        byte[] disk = File.ReadAllBytes(image);
        Assert.That(Ext2Image.Check(disk), Is.Empty);
        Assert.That(Ext2Image.ReadFile(disk, "/copy").AsSpan().SequenceEqual(File.ReadAllBytes(tree.PathOf("bin/busybox"))));
    }

    private static TestCaseData Case(string name, MachineShape shape, ulong sectors, params string[] drives) =>
        new TestCaseData(shape with { Name = $"disks-{name}-{drives[0].Split(',')[0].Replace("if=", "", StringComparison.Ordinal)}" }, sectors, drives).SetArgDisplayNames(name);

    private static byte[] Scratch(ulong sectors, bool isFilled)
    {
        byte[] image = new byte[sectors * BlockRequest.SectorSize];
        ScratchPattern.Mark.CopyTo(image);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(ScratchPattern.SeedOffset), Seed);
        for (ulong sector = ScratchPattern.First; isFilled && sector < sectors; sector++)
        {
            ScratchPattern.Fill(image.AsSpan((int)sector * BlockRequest.SectorSize), Seed, sector);
        }

        return image;
    }

    /// <summary>Sector 1 is written last, between two flushes.</summary>
    private static int WrongSectors(string path)
    {
        byte[] image = File.ReadAllBytes(path);
        int wrong = 0;
        for (ulong sector = 1; sector < (ulong)image.Length / BlockRequest.SectorSize; sector = sector == 1 ? ScratchPattern.First : sector + 1)
        {
            wrong += ScratchPattern.IsIntact(image.AsSpan((int)sector * BlockRequest.SectorSize), Seed, sector) ? 0 : 1;
        }

        return wrong;
    }
}
