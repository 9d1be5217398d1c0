namespace Vela.Linux;

/// <summary>The numbers of Vela's own system calls (docs/abi/vela.md): a range above Linux's.</summary>
public enum NativeCall : ulong
{
    Handle = 4096,
    Use,
    Descriptor,
    Next,
    Inspect,
    Derive,
    Seal,
    Duplicate,
    Move,
    Transfer,
    Give,
    Split,
    Endow,
    SplitRights,
    Share,
    Revoke,
    Delete,
    Why,
    Create,
    Badge,
    Signal,
    Wait,
    Send,
    Receive,
    Request,
    Reply,
}
