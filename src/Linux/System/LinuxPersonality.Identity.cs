using System;
using System.Buffers.Binary;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Users and groups (credentials(7)). Real, effective and saved identities are one here: a process is who it is.</remarks>
public sealed partial class LinuxPersonality
{
    private const uint Unchanged = uint.MaxValue;
    private const int MostGroups = 65536;
    private const uint PrivilegeVersion = 0x2008_0522;
    private const uint OldPrivilegeVersion = 0x1998_0330;
    private const uint MiddlePrivilegeVersion = 0x2007_1026;
    private const ulong AllPrivileges = 0x1ff_ffff_ffff;

    private static CallResult SetUser(Thread thread, uint user) => SetUsers(thread, user, user, user);

    private static CallResult SetGroupIdentity(Thread thread, uint group) => SetGroups(thread, group, group, group);

    private static CallResult SetUsers(Thread thread, uint real, uint effective, uint saved)
    {
        PathContext paths = thread.Process.Paths;
        Credentials who = paths.Who;
        foreach (uint wanted in (ReadOnlySpan<uint>)[real, effective, saved])
        {
            if (wanted != Unchanged && wanted != who.User && who.User != 0)
            {
                return Errno.NotPermitted;
            }
        }

        if (effective != Unchanged && effective != who.User)
        {
            paths.Who = new Credentials(effective, who.Group, who.CopyGroups(), effective == 0 ? FilePrivileges.All : FilePrivileges.None);
        }

        return 0;
    }

    private static CallResult SetGroups(Thread thread, uint real, uint effective, uint saved)
    {
        PathContext paths = thread.Process.Paths;
        Credentials who = paths.Who;
        foreach (uint wanted in (ReadOnlySpan<uint>)[real, effective, saved])
        {
            if (wanted != Unchanged && !who.IsIn(wanted) && who.User != 0)
            {
                return Errno.NotPermitted;
            }
        }

        if (effective != Unchanged && effective != who.Group)
        {
            paths.Who = new Credentials(who.User, effective, who.CopyGroups(), who.Privileges);
        }

        return 0;
    }

    private static CallResult TellUsers(Thread thread, ulong real, ulong effective, ulong saved) =>
        TellThree(thread, thread.Process.Paths.Who.User, real, effective, saved);

    private static CallResult TellGroupIdentities(Thread thread, ulong real, ulong effective, ulong saved) =>
        TellThree(thread, thread.Process.Paths.Who.Group, real, effective, saved);

    private static CallResult TellThree(Thread thread, uint identity, ulong first, ulong second, ulong third)
    {
        Span<byte> room = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(room, identity);
        FileOutcome outcome = TryCopyOut(thread, first, room);
        outcome = outcome.IsDone ? TryCopyOut(thread, second, room) : outcome;
        outcome = outcome.IsDone ? TryCopyOut(thread, third, room) : outcome;
        return Finish(thread, outcome);
    }

    private static CallResult TellGroups(Thread thread, int count, ulong address)
    {
        uint[] groups = thread.Process.Paths.Who.CopyGroups();
        if (count < 0 || (count != 0 && count < groups.Length))
        {
            return Errno.Invalid;
        }

        byte[] room = new byte[groups.Length * sizeof(uint)];
        for (int i = 0; i < groups.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(room.AsSpan(i * sizeof(uint)), groups[i]);
        }

        FileOutcome outcome = count == 0 ? FileOutcome.Done : TryCopyOut(thread, address, room);
        return Finish(thread, outcome, groups.Length);
    }

    private static CallResult SetSupplementaryGroups(Thread thread, int count, ulong address)
    {
        PathContext paths = thread.Process.Paths;
        if (paths.Who.User != 0)
        {
            return Errno.NotPermitted;
        }

        if (count is < 0 or > MostGroups)
        {
            return Errno.Invalid;
        }

        byte[] room = new byte[count * sizeof(uint)];
        FileOutcome outcome = TryCopyIn(thread, address, room);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        uint[] groups = new uint[count];
        for (int i = 0; i < count; i++)
        {
            groups[i] = BinaryPrimitives.ReadUInt32LittleEndian(room.AsSpan(i * sizeof(uint)));
        }

        paths.Who = new Credentials(paths.Who.User, paths.Who.Group, groups, paths.Who.Privileges);
        return 0;
    }

    /// <summary>capget(2): root has every privilege, others have none.</summary>
    private static CallResult TellPrivileges(Thread thread, ulong headerAddress, ulong dataAddress)
    {
        Span<byte> header = stackalloc byte[8];
        FileOutcome outcome = TryCopyIn(thread, headerAddress, header);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (version is not (PrivilegeVersion or MiddlePrivilegeVersion or OldPrivilegeVersion))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, PrivilegeVersion);
            outcome = TryCopyOut(thread, headerAddress, header);
            return outcome.IsDone && dataAddress == 0 ? 0 : outcome.IsDone ? Errno.Invalid : Finish(thread, outcome);
        }

        if (FindProcess(thread, BinaryPrimitives.ReadInt32LittleEndian(header[4..])) is not { } process)
        {
            return Errno.NoProcess;
        }

        ulong privileges = process.Paths.Who.User == 0 ? AllPrivileges : 0;
        Span<byte> data = stackalloc byte[24];
        data.Clear();
        for (int half = 0; half < 2; half++)
        {
            uint part = unchecked((uint)(privileges >> (half * 32)));
            BinaryPrimitives.WriteUInt32LittleEndian(data[(half * 12)..], part);
            BinaryPrimitives.WriteUInt32LittleEndian(data[((half * 12) + 4)..], part);
        }

        outcome = dataAddress == 0 ? FileOutcome.Done : TryCopyOut(thread, dataAddress, version == OldPrivilegeVersion ? data[..12] : data);
        return Finish(thread, outcome);
    }

    /// <summary>capset(2): giving up, or keeping what one has, is allowed; gaining is not.</summary>
    private static CallResult SetPrivileges(Thread thread, ulong headerAddress, ulong dataAddress)
    {
        Span<byte> room = stackalloc byte[24];
        FileOutcome outcome = TryCopyIn(thread, headerAddress, room[..8]);
        uint version = outcome.IsDone ? BinaryPrimitives.ReadUInt32LittleEndian(room) : 0;
        outcome = outcome.IsDone ? TryCopyIn(thread, dataAddress, version == OldPrivilegeVersion ? room[..12] : room) : outcome;
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        bool isKnown = version is PrivilegeVersion or MiddlePrivilegeVersion or OldPrivilegeVersion;
        return !isKnown ? Errno.Invalid
            : BinaryPrimitives.ReadUInt32LittleEndian(room) == 0 || thread.Process.Paths.Who.User == 0 ? 0 : Errno.NotPermitted;
    }
}
