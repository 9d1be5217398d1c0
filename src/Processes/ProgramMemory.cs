using Vela.Capabilities;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>The memory of a program: an address space, and what the loader knows of it. Shared by processes made with CLONE_VM.</summary>
/// <remarks>
/// Owns: the space, a hold on the file that runs. The last user gives it to the <see cref="Reaper"/>; a capability for it is the right to change what
/// is mapped, and keeps nothing alive.
/// </remarks>
public sealed class ProgramMemory(AddressSpace space, FrameAccount account, MappedFiles files, Reaper reaper)
    : KernelObject(ObjectType.AddressSpace)
{
    private int _users = 1;

    public AddressSpace Space { get; } = space;

    public FrameAccount Account { get; private set; } = account;

    /// <summary>Through which capabilities its files were mapped.</summary>
    public MappedFiles Files { get; } = files;

    /// <summary>The file that runs; null before the first program.</summary>
    public Executable? Executable { get; set; }

    /// <summary>What a process that runs it is called: the last part of the program's path, 15 bytes at most.</summary>
    public byte[] Name { get; init; } = [];

    /// <summary>Where its arguments and its environment lie on the stack, in bytes (proc(5), cmdline and environ).</summary>
    public ulong ArgumentsStart { get; set; }

    public ulong ArgumentsEnd { get; set; }

    public ulong EnvironmentEnd { get; set; }

    public VirtualAddress StackTop { get; set; }

    /// <summary>Where the vDSO lies; 0: nowhere.</summary>
    public ulong Vdso { get; set; }

    /// <summary>Which barriers it has announced to ask for, in the bits of its interface (membarrier(2)).</summary>
    public uint Barriers { get; set; }

    /// <summary>Whether more than one process uses it.</summary>
    public bool IsShared => _users > 1;

    /// <summary>Another quota pays for pages of what is mapped from now on; what there is stays charged where it was.</summary>
    public void PayFrom(Quota quota)
    {
        if (Account.Payer != quota)
        {
            Account = new FrameAccount(ulong.MaxValue, Account.Parent, quota);
            Space.Account = Account;
        }
    }

    public ProgramMemory Share()
    {
        _users++;
        return this;
    }

    /// <summary>A copy for a child.</summary>
    /// <param name="account">Pays for its pages.</param>
    /// <param name="payer">Pays for its mappings of files.</param>
    public Result<ProgramMemory> Fork(FrameAccount account, Quota payer)
    {
        if (!Space.Fork(account).Ok(out AddressSpace? copy, out Errno error))
        {
            return error;
        }

        if (!Files.Fork(copy, payer).Ok(out MappedFiles? files, out error))
        {
            reaper.Destroy(copy);
            return error;
        }

        ProgramMemory child = new(copy, account, files, reaper)
        {
            ArgumentsStart = ArgumentsStart,
            ArgumentsEnd = ArgumentsEnd,
            EnvironmentEnd = EnvironmentEnd,
            StackTop = StackTop,
            Vdso = Vdso,
            Barriers = Barriers,
            Name = Name,
        };
        child.Executable = Executable?.Share();
        return child;
    }

    public void Release()
    {
        if (--_users != 0)
        {
            return;
        }

        Executable?.Release();
        Files.Release();
        reaper.Destroy(Space);
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Capabilities.Progress.Done;
}
