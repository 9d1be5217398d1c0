using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Primitives;
using Vela.Tests.Models;

namespace Vela.Tests.Capabilities;

/// <summary>Random histories over several spaces, against sets. C-80, C-82, C-85, C-86, C-87; every invariant after every step.</summary>
[TestFixture]
public sealed class CapabilityModelTests
{
    private const int Spaces = 4;
    private const ulong CapabilitiesPerSpace = 24;

    [Test]
    public void Any_history_of_operations_agrees_with_sets()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(160);
        Arbitrary<(byte Operation, byte Which, byte Where, uint Bits)[]> histories =
            ArbMap.Default.ArbFor<(byte Operation, byte Which, byte Where, uint Bits)[]>();
        Check.One(config, Prop.ForAll(histories, history =>
        {
            History run = new();
            foreach ((byte operation, byte which, byte where, uint bits) in history)
            {
                run.Do(operation, which, where, bits);
                run.Check();
            }

            run.FinishRevocations();
            run.Check();
        }));
    }

    /// <summary>One run: the room and the model side by side.</summary>
    private sealed class History
    {
        private readonly CapabilityTable _table = Given.Table();
        private readonly CapabilitySpace[] _spaces;
        private readonly List<SampleObject> _subjects = [];
        private readonly CapabilityModel _model = new();
        private readonly List<(int Space, CapabilityHandle Handle)> _dead = [];

        public History()
        {
            _spaces = [.. Enumerable.Range(0, Spaces).Select(_ => Given.Space(_table, CapabilitiesPerSpace))];
            _ = Create(0, Given.FileRights);
        }

        public void Do(byte operation, byte which, byte where, uint bits)
        {
            // The order of Alive is the order of creation, so a shrunk history still means the same.
            ModelCapability[] alive = [.. _model.Alive];
            int space = where % Spaces;
            if (alive.Length == 0 || operation % 16 == 0)
            {
                _ = Create(space, (Rights)bits & Given.FileRights);
                return;
            }

            ModelCapability chosen = alive[which % alive.Length];

            // Half of the requests ask for what the capability has, or there would be little left to do after a few steps.
            Rights rights = (bits & 1) == 0 ? chosen.Rights & (Rights)(bits >> 4) : (Rights)(bits >> 4) & Given.FileRights;
            rights = (bits & 6) == 6 ? chosen.Rights : rights;
            switch (operation % 16)
            {
                case 1 or 2 or 3:
                    Derive(chosen, chosen.Space, rights, Rights.None, () => _spaces[chosen.Space].Derive(chosen.Handle, rights));
                    break;
                case 4 or 5 or 6:
                    Derive(chosen, space, rights, Rights.Duplicate | Rights.Transfer,
                        () => _spaces[chosen.Space].DeriveInto(_spaces[space], chosen.Handle, rights));
                    break;
                case 7:
                    Rights sealedRights = chosen.Rights & RightsTable.WeakMask;
                    sealedRights &= (sealedRights & Rights.Duplicate) == 0 ? ~Rights.Transfer : ~Rights.None;
                    Derive(chosen, chosen.Space, sealedRights, Rights.None, () => _spaces[chosen.Space].Seal(chosen.Handle));
                    break;
                case 8:
                    Duplicate(chosen);
                    break;
                case 9:
                    Rehouse(chosen, chosen.Space, chosen.Rights, Rights.None, () => _spaces[chosen.Space].Move(chosen.Handle));
                    break;
                case 10:
                    Rehouse(chosen, space, rights, Rights.Transfer,
                        () => _spaces[chosen.Space].Transfer(_spaces[space], chosen.Handle, rights));
                    break;
                case 11:
                    SplitRights(chosen, rights);
                    break;
                case 12:
                    Delete(chosen);
                    break;
                case 13 or 14:
                    Revoke(chosen, 1 + (int)(bits % 4));
                    break;
                default:
                    _ = _table.Reap(1 + (int)(bits % 8));
                    break;
            }
        }

        public void FinishRevocations()
        {
            for (int step = 0; _table.Reap(2) == Progress.Again; step++)
            {
                Assert.That(step, Is.LessThan(10_000), "an interrupted revocation finishes");
            }
        }

        public void Check()
        {
            _table.CheckInvariants();
            if (_table.RunningRevocations == 0)
            {
                foreach (ModelCapability doomed in _model.Alive.Where(capability => capability.IsDoomed).ToArray())
                {
                    Bury(doomed);
                }

                foreach (ModelCapability alive in _model.Alive)
                {
                    alive.IsRevoking = false;
                }
            }

            foreach (ModelCapability alive in _model.Alive.Where(capability => !capability.IsDoomed))
            {
                Result<SampleObject> found = _spaces[alive.Space].Get<SampleObject>(alive.Handle, alive.Rights);
                Assert.That(found.IsOk, $"{alive.Id} lives, with all its rights");
                Assert.That(found.Expect("alive"), Is.SameAs(_subjects[alive.Subject]));
                Rights absent = Given.FileRights & ~alive.Rights;
                Assert.That(
                    absent == Rights.None || _spaces[alive.Space].Get<SampleObject>(alive.Handle, absent).Error == Errno.NotCapable,
                    $"{alive.Id} has no more rights than it should");
            }

            foreach ((int space, CapabilityHandle handle) in _dead)
            {
                Assert.That(_spaces[space].Get<SampleObject>(handle, Rights.None).Error, Is.EqualTo(Errno.BadDescriptor), "a dead handle stays dead");
            }

            for (int subject = 0; subject < _subjects.Count && _table.Reap(0) == Progress.Done; subject++)
            {
                bool isHeld = _model.Alive.Any(capability => capability.Subject == subject);
                Assert.That(_subjects[subject].Destructions, Is.EqualTo(isHeld ? 0 : 1), "an object lives exactly as long as a capability for it");
            }
        }

        private Errno Create(int space, Rights rights)
        {
            SampleObject subject = new(ObjectType.File);
            Result<CapabilityHandle> made = _spaces[space].Insert(subject, rights);
            if (Expect(made, HasRoom(space), Errno.QuotaExceeded))
            {
                _subjects.Add(subject);
                ModelCapability added = _model.Create(space, _subjects.Count - 1, rights);
                added.Handle = made.Expect("checked");
            }

            return made.Error;
        }

        private void Derive(ModelCapability parent, int space, Rights rights, Rights needed, Func<Result<CapabilityHandle>> derive)
        {
            Rights wanted = needed | rights | ((rights & Rights.Transfer) != 0 ? Rights.Duplicate : Rights.None);
            bool isAllowed = (wanted & ~parent.Rights) == 0;
            Result<CapabilityHandle> made = derive();
            if (parent.IsDoomed)
            {
                Assert.That(made.IsOk, Is.False, "nothing grows below a revocation");
                return;
            }

            if (!isAllowed || (parent.IsRevoking && made.Error == Errno.Again))
            {
                Assert.That(made.Error, Is.EqualTo(isAllowed ? Errno.Again : Errno.NotCapable));
                return;
            }

            if (parent.IsRevoking)
            {
                // It was taken, so the revocation has finished, and everything that was below is gone.
                parent.IsRevoking = false;
                _model.Descendants(parent).ForEach(Bury);
            }

            if (Expect(made, HasRoom(space), Errno.QuotaExceeded))
            {
                _model.Derive(parent, space, rights).Handle = made.Expect("checked");
            }
        }

        private void Duplicate(ModelCapability original)
        {
            Result<CapabilityHandle> made = _spaces[original.Space].Duplicate(original.Handle);
            if (original.IsDoomed)
            {
                Assert.That(made.IsOk, Is.False, "nothing grows beside what is being revoked");
                return;
            }

            if ((original.Rights & Rights.Duplicate) == 0)
            {
                Assert.That(made.Error, Is.EqualTo(Errno.NotCapable));
                return;
            }

            if (Expect(made, HasRoom(original.Space), Errno.QuotaExceeded))
            {
                _model.Duplicate(original, original.Rights).Handle = made.Expect("checked");
            }
        }

        private void Rehouse(ModelCapability moved, int space, Rights rights, Rights needed, Func<Result<CapabilityHandle>> rehouse)
        {
            Result<CapabilityHandle> made = rehouse();
            bool isAllowed = ((needed | rights) & ~moved.Rights) == 0;
            bool hasChildren = _model.Descendants(moved).Count > 0;
            Assert.That(!made.IsOk || isAllowed, "a transfer without the right");
            if (!made.IsOk && !moved.IsDoomed)
            {
                bool isBusy = isAllowed && rights != moved.Rights && hasChildren;
                Errno expected = !isAllowed ? Errno.NotCapable : isBusy ? Errno.Busy : Errno.QuotaExceeded;
                bool mayHaveEndedAlready = expected == Errno.Busy && moved.IsRevoking;
                Assert.That(made.Error == expected || (mayHaveEndedAlready && made.Error == Errno.QuotaExceeded), $"{made.Error} is not {expected}");
                Assert.That(
                    expected != Errno.QuotaExceeded || (HasRoom(space) != true && space != moved.Space), "a transfer failed although there was room");
            }

            if (made.IsOk)
            {
                _dead.Add((moved.Space, moved.Handle));
                moved.Space = space;
                moved.Rights = rights;
                moved.Handle = made.Expect("checked");
            }
        }

        private void SplitRights(ModelCapability split, Rights rights)
        {
            Rights taken = rights & ~RightsTable.Common;
            Rights kept = split.Rights & ~taken;
            bool isValid = taken != 0 && (kept & ~RightsTable.Common) != 0;
            Result<CapabilityHandle> made = _spaces[split.Space].SplitRights(split.Handle, rights);
            if (split.IsDoomed)
            {
                Assert.That(made.IsOk, Is.False, "nothing grows beside what is being revoked");
                return;
            }

            if ((taken & ~split.Rights) != 0 || !isValid)
            {
                Assert.That(made.Error, Is.EqualTo((taken & ~split.Rights) != 0 ? Errno.NotCapable : Errno.Invalid));
                return;
            }

            if (_model.Descendants(split).Count > 0 && (made.Error == Errno.Busy || !split.IsRevoking))
            {
                Assert.That(made.Error, Is.EqualTo(Errno.Busy));
                return;
            }

            if (Expect(made, HasRoom(split.Space), Errno.QuotaExceeded))
            {
                ModelCapability part = _model.Duplicate(split, taken | (split.Rights & RightsTable.Common));
                part.Handle = made.Expect("checked");
                Rights whole = split.Rights;
                split.Rights = kept;
                Assert.That(part.Rights | split.Rights, Is.EqualTo(whole), "C-85: the parts are what there was");
                Assert.That(part.Rights & split.Rights & ~RightsTable.Common, Is.EqualTo(Rights.None));
            }
        }

        private void Delete(ModelCapability gone)
        {
            Errno error = _spaces[gone.Space].Delete(gone.Handle);
            Assert.That(error == Errno.None || gone.IsDoomed);
            if (error == Errno.None)
            {
                Bury(gone);
            }
        }

        private void Revoke(ModelCapability root, int budget)
        {
            Errno error = _spaces[root.Space].Revoke(root.Handle, budget);
            if (error == Errno.BadDescriptor)
            {
                Assert.That(root.IsDoomed);
                return;
            }

            foreach (ModelCapability descendant in _model.Descendants(root))
            {
                if (error == Errno.None)
                {
                    Bury(descendant);
                }
                else
                {
                    descendant.IsDoomed = true;
                }
            }

            root.IsRevoking = error == Errno.Again;
        }

        private void Bury(ModelCapability gone)
        {
            _dead.Add((gone.Space, gone.Handle));
            _model.Remove(gone);
        }

        /// <summary>Whether a space can take one more; null when it depends on how far a revocation has come.</summary>
        private bool? HasRoom(int space)
        {
            int most = _model.Alive.Count(capability => capability.Space == space);
            int least = _model.Alive.Count(capability => capability.Space == space && !capability.IsDoomed);
            return most < (int)CapabilitiesPerSpace ? true : least < (int)CapabilitiesPerSpace ? null : false;
        }

        private static bool Expect(Result<CapabilityHandle> made, bool? success, Errno otherwise)
        {
            Assert.That(success is null || made.IsOk == success, $"{made.Error}, expected success: {success}");
            Assert.That(made.IsOk || made.Error == otherwise, $"{made.Error} is not {otherwise}");
            return made.IsOk;
        }
    }
}
