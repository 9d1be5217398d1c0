using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>What a process may do beyond its descriptors: where its paths start, whom it may name, what pays, what time it is, whether it has the console.</remarks>
public sealed partial class DescriptorTable
{
    private CapabilityHandle _root;
    private CapabilityHandle _home;
    private CapabilityHandle _purse;
    private CapabilityHandle _clock;
    private CapabilityHandle _console;

    /// <summary>What is shared among the threads of the process; made when first needed, ends with the last of them.</summary>
    private CapabilitySpace? _group;

    public CapabilityHandle Root => _root;

    /// <summary>The capability that stands for something well known; None: the process has none of it.</summary>
    public CapabilityHandle HandleOf(WellKnown which) => At(which);

    /// <summary>Gives the process a child of a capability, with these rights, to stand for something well known.</summary>
    public Errno Give(WellKnown which, CapabilitySpace from, CapabilityHandle handle, Rights rights)
    {
        if (from.DeriveInto(Space, handle, rights).Ok(out CapabilityHandle derived, out Errno error))
        {
            Use(which, derived);
        }

        return error;
    }

    /// <summary>Has a capability of this space stand for something well known; None: nothing does. What stood for it stays held.</summary>
    /// <remarks>A quota that may be charged pays from then on, for the capabilities of this space too.</remarks>
    public void Use(WellKnown which, CapabilityHandle handle)
    {
        At(which) = handle;
        if (which == WellKnown.Purse && (Space.RightsOf(handle) & Rights.Charge) != 0 && Space.Get<Quota>(handle, Rights.Charge).Ok(out Quota? quota, out _))
        {
            Space.PayFrom(quota);
        }
    }

    /// <summary>Sees to it that those who share this table, the threads of a process, can share a capability among them that none of them can dispose of (C-84).</summary>
    internal Errno OpenGroup()
    {
        if (_group is not null)
        {
            return Errno.None;
        }

        if (!CapabilitySpace.Create(_capabilities, Space.Quota).Ok(out _group, out Errno error))
        {
            return error;
        }

        Space.Join(Audience.Group, _group);
        return Errno.None;
    }

    /// <summary>Has absolute paths start with another capability of this space; what they started with is given up (chroot(2)).</summary>
    public void ReplaceRoot(CapabilityHandle directory)
    {
        _ = Space.Delete(_root); // it may have been revoked
        _root = directory;
    }

    /// <summary>Whether paths may start at a directory: the capability for it was given, and has not been taken back.</summary>
    /// <param name="authority">None: the root's.</param>
    /// <returns>CapabilityMode: it may use only what it was handed, and no directory was (ECAPMODE).</returns>
    [NoAllocation]
    public Errno CheckStart(CapabilityHandle authority, [CallerMemberName] string operation = "")
    {
        CapabilityHandle used = authority == CapabilityHandle.None ? _root : authority;
        if (used == CapabilityHandle.None)
        {
            return _capabilities.Denials.DenyAmbientName(Space.Id, operation);
        }

        return Space.Get<OpenFile>(used, Rights.None, operation).IsOk ? Errno.None : Errno.CapabilityMode;
    }

    /// <summary>The container that the process may name others in and make others in.</summary>
    /// <returns>NotCapable, also when it was given none.</returns>
    [NoAllocation]
    public Result<Container> GetHome(Rights rights, [CallerMemberName] string operation = "")
    {
        Result<Container> found = Space.Get<Container>(_home, rights, operation);
        return found.IsOk ? found : Errno.NotCapable;
    }

    /// <summary>The clock that it was handed.</summary>
    /// <returns>NotCapable, also when it was given none.</returns>
    [NoAllocation]
    public Result<TimeSource> GetClock(Rights rights, [CallerMemberName] string operation = "")
    {
        Result<TimeSource> found = Space.Get<TimeSource>(_clock, rights, operation);
        return found.IsOk ? found : Errno.NotCapable;
    }

    /// <summary>A capability for a file that was opened: below the directory's it was opened through, or below the console's if it is the console.</summary>
    /// <returns>NotCapable: it is the console, which the process was not given, or not for that.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Result<CapabilityHandle> Reach(OpenFile file) => file.Inode.Guard is null || (file.Flags & OpenFlags.PathOnly) != 0
        ? Space.Reach(file.Through == CapabilityHandle.None ? _root : file.Through, file, file.Rights)
        : ReachGuarded(file);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Result<CapabilityHandle> ReachGuarded(OpenFile file)
    {
        Rights needed = (file.CanRead ? Rights.Read : Rights.None) | (file.CanWrite ? Rights.Write : Rights.None);
        return Space.Get<SystemConsole>(_console, needed, "Open").Ok(out SystemConsole? console, out _) && console == file.Inode.Guard
            ? ReachConsole(file, _console)
            : Errno.NotCapable;
    }

    /// <summary>The console can do for the file no more than the capability for it allows.</summary>
    private Result<CapabilityHandle> ReachConsole(OpenFile file, CapabilityHandle console)
    {
        Rights rights = file.Rights & Space.RightsOf(console);
        return Space.Reach(console, file, (rights & Rights.Duplicate) != 0 ? rights : rights & ~Rights.Transfer);
    }

    /// <summary>Whether the process may have something made that its quota pays for.</summary>
    /// <returns>NotCapable, also when it was given no quota.</returns>
    [NoAllocation]
    public Errno CheckPurse([CallerMemberName] string operation = "") => Space.Get<Quota>(_purse, Rights.Charge, operation).IsOk ? Errno.None : Errno.NotCapable;

    /// <summary>A capability of this space as a working directory's, which outlives the descriptor it is taken from (fchdir(2)).</summary>
    public Result<CapabilityHandle> Keep(CapabilityHandle directory)
    {
        Rights rights = Space.RightsOf(directory);
        return Space.Derive(directory, (rights & Rights.Duplicate) != 0 ? rights : rights & ~Rights.Transfer);
    }

    /// <summary>Ends a <see cref="Keep"/>.</summary>
    public void Leave(CapabilityHandle kept)
    {
        if (kept != CapabilityHandle.None)
        {
            _ = Space.Delete(kept); // it may have been revoked
        }
    }

    /// <summary>Derives one capability for a child's table. One that has been revoked, or that may not be passed on, is not inherited.</summary>
    internal Errno Derive(DescriptorTable child, CapabilityHandle handle, out CapabilityHandle copy)
    {
        if (handle == CapabilityHandle.None)
        {
            copy = CapabilityHandle.None;
            return Errno.None;
        }

        return Space.DeriveInto(child.Space, handle).Ok(out copy, out Errno error) || error is Errno.NotCapable or Errno.BadDescriptor ? Errno.None : error;
    }

    /// <summary>A child's table gets what is well known to this one.</summary>
    private Errno DeriveWellKnown(DescriptorTable child)
    {
        Errno error = Derive(child, _root, out child._root);
        error = error == Errno.None ? Derive(child, _home, out child._home) : error;
        error = error == Errno.None ? Derive(child, _purse, out child._purse) : error;
        error = error == Errno.None ? Derive(child, _clock, out child._clock) : error;
        return error == Errno.None ? Derive(child, _console, out child._console) : error;
    }

    private ref CapabilityHandle At(WellKnown which)
    {
        switch (which)
        {
            case WellKnown.Root:
                return ref _root;
            case WellKnown.Home:
                return ref _home;
            case WellKnown.Purse:
                return ref _purse;
            case WellKnown.Clock:
                return ref _clock;
            default:
                return ref _console;
        }
    }
}
