using System;
using System.Linq;
using NUnit.Framework;
using Vela.Primitives;
using Vela.Tests.Simulation;

namespace Vela.Tests.Hal;

[TestFixture]
public sealed class PhysicalMemoryTests
{
    [Test]
    public void Zeroing_a_page_clears_all_of_it_and_nothing_else()
    {
        using SimulatedMemory memory = new(4);
        foreach (ulong frame in new ulong[] { 1, 2, 3 })
        {
            memory.Memory.Page(new FrameNumber(frame)).Fill(0x5a);
        }

        memory.Memory.ZeroPage(new FrameNumber(2));
        Assert.That(memory.Memory.Page(new FrameNumber(2)).ToArray(), Is.All.Zero);
        Assert.That(memory.Memory.Page(new FrameNumber(1)).ToArray(), Is.All.EqualTo(0x5a));
        Assert.That(memory.Memory.Page(new FrameNumber(3)).ToArray(), Is.All.EqualTo(0x5a));
    }

    [Test]
    public void Copying_a_page_copies_all_of_it()
    {
        using SimulatedMemory memory = new(4);
        for (int i = 0; i < 4096; i++)
        {
            memory.Memory.Page(new FrameNumber(1))[i] = (byte)(((i * 7) + (i >> 8)) & 0xff);
        }

        memory.Memory.CopyPage(to: new FrameNumber(3), from: new FrameNumber(1));
        Assert.That(memory.Memory.Page(new FrameNumber(3)).SequenceEqual(memory.Memory.Page(new FrameNumber(1))), Is.True);
    }

    [Test]
    public void A_word_is_a_place_in_the_frame()
    {
        using SimulatedMemory memory = new(4);
        memory.Memory.ZeroPage(new FrameNumber(2));
        memory.Memory.Word(new FrameNumber(2), 511) = 0x0102030405060708;
        Assert.That(memory.Memory.Page(new FrameNumber(2)).ToArray().Skip(4088), Is.EqualTo(new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 }));
    }
}
