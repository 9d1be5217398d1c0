using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Primitives;

namespace Vela.Processes;

/// <remarks>The memory of the program, and the capability for it. Who has given that up still runs in its memory, but cannot change what is mapped.</remarks>
public sealed partial class Process
{
    /// <summary>Null before its first program and after its end.</summary>
    public ProgramMemory? Memory { get; private set; }

    /// <summary>The capability for <see cref="Memory"/>, in the space of its descriptors; None: it has given it up.</summary>
    public CapabilityHandle MemoryAuthority { get; private set; }

    /// <summary>Its memory, if the process may do this to it.</summary>
    /// <returns>NotCapable, also when it has no capability for it.</returns>
    [NoAllocation]
    public Result<ProgramMemory> GetMemory(Rights rights, [CallerMemberName] string operation = "")
    {
        Result<ProgramMemory> found = Descriptors.Space.Get<ProgramMemory>(MemoryAuthority, rights, operation);
        return found.IsOk ? found : Errno.NotCapable;
    }

    /// <summary>Has another capability of its space stand for its memory; None: nothing does. Invalid: it is for another's.</summary>
    public Errno UseMemory(CapabilityHandle handle)
    {
        if (handle != CapabilityHandle.None)
        {
            if (!Descriptors.Space.Get<ProgramMemory>(handle, Rights.None).Ok(out ProgramMemory? named, out Errno error))
            {
                return error;
            }

            if (named != Memory)
            {
                return Errno.Invalid;
            }
        }

        MemoryAuthority = handle;
        return Errno.None;
    }

    /// <summary>A capability for the memory of its next program, with the rights that it has for the present one: all for its first, none if it gave them up.</summary>
    internal Result<CapabilityHandle> Hold(ProgramMemory next) =>
        Hold(Descriptors, next, Memory is null ? RightsTable.Applicable(ObjectType.AddressSpace) : Descriptors.Space.RightsOf(MemoryAuthority));

    /// <summary>A child's capability for its memory: no more than this process has for its own.</summary>
    internal Errno DeriveMemory(DescriptorTable child, ProgramMemory memory, out CapabilityHandle held)
    {
        if (memory == Memory)
        {
            return Descriptors.Derive(child, MemoryAuthority, out held);
        }

        Result<CapabilityHandle> made = Hold(child, memory, Descriptors.Space.RightsOf(MemoryAuthority));
        held = made.IsOk ? made.Expect("it was made") : CapabilityHandle.None;
        return made.Error;
    }

    internal void SetMemory(ProgramMemory memory, CapabilityHandle authority) => (Memory, MemoryAuthority) = (memory, authority);

    /// <summary>Its memory is no longer shared with the parent that made it with vfork(2).</summary>
    private void LeaveMemory(ProgramMemory? next, CapabilityHandle authority)
    {
        ProgramMemory? left = Memory;
        Descriptors.Leave(MemoryAuthority);
        (Memory, MemoryAuthority) = (next, authority);
        left?.Release();
        MemoryLeft.WakeAll();
    }

    private static Result<CapabilityHandle> Hold(DescriptorTable descriptors, ProgramMemory memory, Rights rights) =>
        rights == Rights.None ? CapabilityHandle.None : descriptors.Space.Insert(memory, rights);
}
