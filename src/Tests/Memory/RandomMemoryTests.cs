using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using NUnit.Framework;
using Vela.Memory;
using Vela.Primitives;
using Vela.Tests.Models;
using Vela.Tests.Simulation;

namespace Vela.Tests.Memory;

/// <summary>Random programs over several address spaces and objects, compared with <see cref="MemoryModel"/>, with the sweeper after every step (C-01, C-02, C-05, C-22, M-13, M-53; seed bug 35: no table is ever mapped).</summary>
[TestFixture]
public sealed class RandomMemoryTests
{
    private const int StepsPerSeed = 500;

    // Every seed that ever failed stays here.
    private static readonly int[] s_regressions = [];

    [TestCaseSource(nameof(s_regressions))]
    public void A_seed_that_once_failed_agrees_with_the_model(int seed) => new Run(seed).Steps(StepsPerSeed);

    [Test]
    public void Twenty_thousand_random_steps_agree_with_the_model([Range(1, 40)] int seed) => new Run(seed).Steps(StepsPerSeed);

    [Test]
    [Category("Long")]
    public void Two_million_random_steps_agree_with_the_model()
    {
        for (int seed = 100_000; seed < 104_000; seed++)
        {
            new Run(seed).Steps(StepsPerSeed);
        }
    }

    [Test]
    [Explicit("the long run: VELA_MODEL_STEPS=5000000 dotnet test src/Tests --filter Name~Millions_of_random_steps")]
    public void Millions_of_random_steps_agree_with_the_model()
    {
        long steps = long.Parse(Environment.GetEnvironmentVariable("VELA_MODEL_STEPS") ?? "100000", System.Globalization.CultureInfo.InvariantCulture);
        int first = int.Parse(Environment.GetEnvironmentVariable("VELA_MODEL_SEED") ?? "1000", System.Globalization.CultureInfo.InvariantCulture);
        Stopwatch watch = Stopwatch.StartNew();
        for (long done = 0; done < steps; done += StepsPerSeed)
        {
            new Run(first + (int)(done / StepsPerSeed)).Steps(StepsPerSeed);
            if (done % 100_000 == 0)
            {
                TestContext.Progress.WriteLine($"{done:N0} steps, {watch.Elapsed.TotalSeconds:N0} s");
            }
        }
    }

    private sealed class Run : IDisposable
    {
        private const int MostSpaces = 6;

        private readonly Random _random;
        private readonly int _seed;
        private readonly SimulatedMachine _machine;
        private readonly List<(AddressSpace Space, MemoryModel Model)> _programs = [];
        private readonly List<(VmObject Object, MemoryModel.Store Store, SimulatedPager? Pager)> _objects = [];
        private readonly List<string> _log = [];
        private readonly ulong _free;
        private int _current;
        private ulong _page = 1000;
        private ulong _value = 1;

        public Run(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _machine = new SimulatedMachine(frames: seed % 3 == 0 ? 16384UL : 6144UL, usesLargePages: seed % 3 == 0, stepPages: seed % 2 == 0 ? (ushort)8192 : (ushort)16);
            _free = _machine.FreeFrames;
            _machine.Disk = () =>
            {
                foreach ((_, _, SimulatedPager? pager) in _objects)
                {
                    pager?.Complete();
                }
            };
            _programs.Add((_machine.NewSpace(), new MemoryModel()));
        }

        public void Dispose() => _machine.Dispose();

        public void Steps(int steps)
        {
            using (this)
            {
                try
                {
                    for (int step = 0; step < steps; step++)
                    {
                        Step();
                        _machine.Sweep();
                    }

                    Finish();
                }
                catch (Exception exception)
                {
                    throw new AssertionException($"seed {_seed}, step {_log.Count}:\n{string.Join('\n', _log.TakeLast(25))}\n{exception}", exception);
                }
            }
        }

        private void Step()
        {
            if (_programs.Count == 0)
            {
                _programs.Add((_machine.NewSpace(), new MemoryModel()));
            }

            // Mostly the same program as before: switching would hide a missing flush.
            if (_random.Next(5) == 0 || _current >= _programs.Count)
            {
                _current = _random.Next(_programs.Count);
            }

            (AddressSpace space, MemoryModel model) = _programs[_current];
            switch (_random.Next(100))
            {
                case < 30:
                    Write(space, model, SomePage(model));
                    break;
                case < 55:
                    Read(space, model, SomePage(model));
                    break;
                case < 67:
                    Map(space, model);
                    break;
                case < 73:
                    Unmap(space, model);
                    break;
                case < 79:
                    Protect(space, model);
                    break;
                case < 84:
                    Remap(space, model);
                    break;
                case < 87:
                    Discard(space, model);
                    break;
                case < 92:
                    Fork(space, model);
                    break;
                case < 95:
                    Exit();
                    break;
                case < 97:
                    Resize();
                    break;
                default:
                    Maintain();
                    break;
            }

            if (_random.Next(3) == 0)
            {
                _machine.Settle();
            }
        }

        /// <summary>Often the page of the step before: what goes stale shows when a page is used again.</summary>
        private ulong SomePage(MemoryModel model)
        {
            if (_random.Next(3) != 0)
            {
                _page = model.Pages.Count != 0 && _random.Next(12) != 0 ? model.Pages.Keys.ElementAt(_random.Next(model.Pages.Count)) : Somewhere();
            }

            return _page;
        }

        /// <summary>Two windows: one across the border of two leaf tables, one that can hold a 2 MiB page.</summary>
        private ulong Somewhere() => (ulong)(_random.Next(4) != 0 ? _random.Next(1000, 1048) : _random.Next(2000, 2600));

        private ulong SomeLength(ulong start) => start < 2000 ? (ulong)_random.Next(1, 24) : (ulong)_random.Next(1, _random.Next(3) == 0 ? 1100 : 40);

        private void Write(AddressSpace space, MemoryModel model, ulong page)
        {
            ulong value = _value++;
            _log.Add($"{space.Index}: write {page} = {value}");
            FaultVerdict expected = model.Write(page, value);
            bool isKernel = _random.Next(4) == 0; // a system call writes there: no fault of the program refreshes its translations
            Assert.That((isKernel ? _machine.CopyOut(space, page, value) : _machine.Write(space, page, value)).Verdict, Is.EqualTo(expected));
        }

        private void Read(AddressSpace space, MemoryModel model, ulong page)
        {
            _log.Add($"{space.Index}: read {page}");
            FaultVerdict expected = model.Read(page, out ulong value);
            FaultVerdict verdict = _machine.Read(space, page, out ulong read).Verdict;
            Assert.That((verdict, read), Is.EqualTo((expected, value)));
        }

        private Access SomeAccess() => _random.Next(8) switch
        {
            0 => Access.None,
            1 or 2 => Access.Read,
            3 => Access.Read | Access.Execute,
            _ => Access.ReadWrite,
        };

        private void Map(AddressSpace space, MemoryModel model)
        {
            ulong page = Somewhere();
            ulong pages = SomeLength(page);
            bool isShared = _random.Next(3) == 0;
            Access access = SomeAccess();
            int kind = _random.Next(3);
            (VmObject? shown, MemoryModel.Store? store) = kind == 0 ? SomeObject() : (null, null);
            ulong offset = shown is null ? 0 : (ulong)_random.Next(8);
            if (shown is null && isShared)
            {
                shown = _machine.Memory.CreateShared(pages, _machine.Account);
                store = new MemoryModel.Store { Size = pages };
            }

            _log.Add($"{space.Index}: map {page}+{pages} {access} {(isShared ? "shared" : "private")} object {shown?.Index} offset {offset}");
            RegionFlags flags = isShared ? RegionFlags.Shared : RegionFlags.None;
            Assert.That(InSteps(space, () => space.Map(SimulatedMachine.Mapping(page, pages, shown, offset, flags, access)).Error), Is.EqualTo(Errno.None));
            if (kind != 0 && isShared)
            {
                shown!.Release();
            }

            for (ulong i = 0; i < pages; i++)
            {
                model.Pages[page + i] = new MemoryModel.Page(access, isShared, store, offset + i);
            }
        }

        private (VmObject Object, MemoryModel.Store Store) SomeObject()
        {
            if (_objects.Count < 4)
            {
                ulong size = (ulong)_random.Next(1, 40);
                MemoryModel.Store store = new() { Size = size };
                if (_random.Next(3) == 0)
                {
                    _objects.Add((_machine.Memory.CreateShared(size, _machine.Account), store, null));
                }
                else
                {
                    SimulatedPager pager = new(_machine.Memory) { IsImmediate = _random.Next(3) == 0 };
                    for (ulong i = 0; i < size; i += 2)
                    {
                        pager.Stored[i] = store.Pages[i] = 1_000_000 + _value++;
                    }

                    _objects.Add((_machine.Memory.CreatePaged(pager, size << 12, _machine.Account), store, pager));
                }
            }

            (VmObject some, MemoryModel.Store pages, _) = _objects[_random.Next(_objects.Count)];
            return (some, pages);
        }

        private void Unmap(AddressSpace space, MemoryModel model)
        {
            ulong page = SomePage(model);
            ulong pages = SomeLength(page);
            _log.Add($"{space.Index}: unmap {page}+{pages}");
            Assert.That(InSteps(space, () => space.Unmap(SimulatedMachine.Range(page, pages))), Is.EqualTo(Errno.None));
            for (ulong i = 0; i < pages; i++)
            {
                model.Pages.Remove(page + i);
            }
        }

        private void Protect(AddressSpace space, MemoryModel model)
        {
            ulong page = SomePage(model);
            ulong pages = SomeLength(page);
            Access access = SomeAccess();
            bool isMapped = Enumerable.Range(0, (int)pages).All(i => model.Pages.ContainsKey(page + (ulong)i));
            _log.Add($"{space.Index}: protect {page}+{pages} {access} mapped {isMapped}");
            Assert.That(InSteps(space, () => space.Protect(SimulatedMachine.Range(page, pages), access)), Is.EqualTo(isMapped ? Errno.None : Errno.NoMemory));
            for (ulong i = 0; isMapped && i < pages; i++)
            {
                model.Pages[page + i] = model.Pages[page + i] with { Access = access };
            }
        }

        private void Remap(AddressSpace space, MemoryModel model)
        {
            ulong page = SomePage(model);
            if (!space.TryView(new PageNumber(page), out RegionView view) || !view.Range.Contains(new PageNumber(page)))
            {
                return;
            }

            ulong pages = Math.Min(view.Range.End.Value - page, (ulong)_random.Next(1, 40));
            ulong wanted = (ulong)_random.Next(1, 40);
            Placement placement = (Placement)_random.Next(3);
            ulong where = Somewhere();
            _log.Add($"{space.Index}: remap {page}+{pages} to {wanted} {placement} {where}");
            Result<PageNumber> result = default;
            _ = InSteps(space, () => (result = space.Remap(SimulatedMachine.Range(page, pages), wanted, placement, new PageNumber(where))).Error);
            if (!result.Ok(out PageNumber start, out Errno error))
            {
                Assert.That(error, Is.EqualTo(placement == Placement.Fixed ? Errno.Invalid : Errno.NoMemory));
                return;
            }

            List<MemoryModel.Page> moved = [];
            for (ulong i = 0; i < pages; i++)
            {
                model.Pages.Remove(page + i, out MemoryModel.Page? one);
                moved.Add(one!);
            }

            while ((ulong)moved.Count > wanted)
            {
                moved.RemoveAt(moved.Count - 1);
            }

            while ((ulong)moved.Count < wanted)
            {
                // Growing shows more of the file, or zeroes.
                MemoryModel.Page last = moved[^1];
                moved.Add(last with { Offset = last.Offset + 1, Own = null });
            }

            for (int i = 0; i < moved.Count; i++)
            {
                model.Pages[start.Value + (ulong)i] = moved[i];
            }
        }

        /// <summary>Calls an operation until it is done; between its steps everything adds up, and other programs go on.</summary>
        private Errno InSteps(AddressSpace space, Func<Errno> operation)
        {
            Errno error;
            while ((error = operation()) == Errno.Again)
            {
                _machine.Sweep("between two steps");
                (AddressSpace other, MemoryModel model) = _programs[_random.Next(_programs.Count)];
                if (other != space)
                {
                    Write(other, model, SomePage(model));
                    Read(other, model, SomePage(model));
                }
            }

            return error;
        }

        private void Discard(AddressSpace space, MemoryModel model)
        {
            ulong page = SomePage(model);
            ulong pages = SomeLength(page);
            bool isMapped = Enumerable.Range(0, (int)pages).All(i => model.Pages.ContainsKey(page + (ulong)i));
            _log.Add($"{space.Index}: discard {page}+{pages}");
            Progress progress = default;
            Assert.That(InSteps(space, () => space.Advise(SimulatedMachine.Range(page, pages), Advice.DontNeed, ref progress)), Is.EqualTo(isMapped ? Errno.None : Errno.NoMemory));
            for (ulong i = 0; i < pages; i++)
            {
                if (model.Pages.TryGetValue(page + i, out MemoryModel.Page? one))
                {
                    one.Own = null;
                }
            }
        }

        private void Fork(AddressSpace space, MemoryModel model)
        {
            if (_programs.Count >= MostSpaces)
            {
                return;
            }

            _log.Add($"{space.Index}: fork");
            _programs.Add((space.Fork(_machine.Account).Expect("there is memory"), model.Fork()));
        }

        private void Exit()
        {
            int which = _random.Next(_programs.Count);
            _log.Add($"{_programs[which].Space.Index}: exit");
            _machine.Exit(_programs[which].Space);
            _programs.RemoveAt(which);
        }

        private void Resize()
        {
            if (_objects.Count == 0)
            {
                return;
            }

            (VmObject some, MemoryModel.Store store, SimulatedPager? pager) = _objects[_random.Next(_objects.Count)];
            ulong size = (ulong)_random.Next(0, 40);
            _log.Add($"object {some.Index}: resize {store.Size} to {size}");
            some.Resize(size << 12);
            while (some.IsCutting)
            {
                _machine.Sweep("while it is cut");
                _ = _machine.Memory.Work();
            }

            store.Size = size;
            foreach (ulong gone in store.Pages.Keys.Where(offset => offset >= size).ToArray())
            {
                store.Pages.Remove(gone);
            }

            foreach (ulong gone in pager?.Stored.Keys.Where(offset => offset >= size).ToArray() ?? [])
            {
                pager!.Stored.Remove(gone);
            }
        }

        /// <summary>What the system does on its own: writes back, evicts, completes I/O. No program may notice.</summary>
        private void Maintain()
        {
            if (_objects.Count == 0)
            {
                return;
            }

            (VmObject some, _, SimulatedPager? pager) = _objects[_random.Next(_objects.Count)];
            if (pager is null)
            {
                return;
            }

            _log.Add($"object {some.Index}: write back and evict");
            pager.Complete();
            if (_random.Next(2) == 0)
            {
                pager.WriteBack(some);
            }

            for (ulong page = 0; page < 40; page++)
            {
                if (_random.Next(2) == 0)
                {
                    Assert.That(some.TryEvict(new PageNumber(page)), Is.AnyOf(Errno.None, Errno.NoEntry, Errno.Busy));
                }
            }
        }

        private void Finish()
        {
            foreach ((AddressSpace space, MemoryModel model) in _programs)
            {
                foreach (ulong page in model.Pages.Keys)
                {
                    Read(space, model, page);
                }
            }

            while (_programs.Count != 0)
            {
                Exit();
            }

            foreach ((VmObject some, _, SimulatedPager? pager) in _objects)
            {
                pager?.Complete();
                some.Release();
            }

            _machine.Settle();
            _machine.Sweep();
            Assert.That(_machine.Memory.Frames.CountOf(Vela.Hal.FrameUse.Page), Is.EqualTo(1), "only the zero page is left");
            Assert.That(_free - _machine.FreeFrames, Is.LessThanOrEqualTo(4), "memory is back to where it was, but for reserved slab frames");
        }
    }
}
