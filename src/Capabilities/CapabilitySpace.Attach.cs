using System.Runtime.CompilerServices;
using Vela.Primitives;

namespace Vela.Capabilities;

/// <summary>Using a capability for something that outlives the call: a mapping, an open, a server's hold.</summary>
public sealed partial class CapabilitySpace
{
    /// <summary>Records that an object uses what the handle names, with these rights or fewer. Charged to this space's quota.</summary>
    /// <param name="handle">The capability that is used.</param>
    /// <param name="type">Region for a mapping, otherwise the object's own type.</param>
    /// <param name="rights">What the use may do: for a mapping, the ceiling of its access. A private copy-on-write mapping of a file needs only Read.</param>
    /// <param name="holder">Who uses it, and is told when it is revoked.</param>
    /// <param name="badge">What the holder calls it.</param>
    /// <param name="operation">Named in the denial record.</param>
    /// <returns>As <see cref="Derive"/>.</returns>
    public Result<Attachment> Attach(
        CapabilityHandle handle, ObjectType type, Rights rights, KernelObject holder, ulong badge, [CallerMemberName] string operation = "")
    {
        if (!Resolve(handle, Rights.None, operation).Ok(out uint parent, out Errno error))
        {
            return error;
        }

        error = Narrow(parent, rights, operation);
        return error != Errno.None
            ? error
            : _table.Attach(parent, _objects[_table.Records[parent].Object], type, rights, holder, badge, Quota);
    }

    /// <summary>As <see cref="Attach"/>, for another object that was reached through this one: a program's file through its directory.</summary>
    public Result<Attachment> AttachReached(
        CapabilityHandle handle, KernelObject reached, ObjectType type, Rights rights, KernelObject holder, ulong badge, [CallerMemberName] string operation = "")
    {
        if (!Resolve(handle, Rights.None, operation).Ok(out uint parent, out Errno error))
        {
            return error;
        }

        error = Narrow(parent, rights, operation);
        return error != Errno.None ? error : _table.Attach(parent, reached, type, rights, holder, badge, Quota);
    }
}
