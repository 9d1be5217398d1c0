namespace Vela.Capabilities;

/// <summary>What a hook is told about the capability that is being taken back.</summary>
public readonly struct RevokedCapability
{
    internal RevokedCapability(ObjectType type, Rights rights, ulong badge, KernelObject subject, KernelObject holder, Attachment attachment)
    {
        Type = type;
        Rights = rights;
        Badge = badge;
        Object = subject;
        Holder = holder;
        Attachment = attachment;
    }

    /// <summary>The capability's type: <see cref="ObjectType.Region"/> for a mapping, whatever the object mapped.</summary>
    public ObjectType Type { get; }

    public Rights Rights { get; }

    /// <summary>The word that was set when it was made: an endpoint's badge, or what the holder of an attachment calls it (a region's index).</summary>
    public ulong Badge { get; }

    /// <summary>The object that the capability was for.</summary>
    public KernelObject Object { get; }

    /// <summary>The space that held it, or the object it was attached to.</summary>
    public KernelObject Holder { get; }

    /// <summary>The attachment, if it was one. It may be detached in the hook, and need not be.</summary>
    public Attachment Attachment { get; }
}
