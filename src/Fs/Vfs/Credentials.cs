using System;

namespace Vela.Fs;

/// <summary>Who asks, for the permission bits of files (credentials(7)).</summary>
/// <remarks>POSIX's permissions are a second gate behind the capability: both must allow.</remarks>
public sealed class Credentials(uint user, uint group, uint[] groups, FilePrivileges privileges)
{
    public static Credentials Kernel { get; } = new(0, 0, [], FilePrivileges.All);

    public uint User { get; } = user;

    public uint Group { get; } = group;

    public FilePrivileges Privileges { get; } = privileges;

    /// <summary>The groups it is in besides its own.</summary>
    public uint[] CopyGroups() => (uint[])groups.Clone();

    public bool IsIn(uint asked) => asked == Group || Array.IndexOf(groups, asked) >= 0;

    public bool Has(FilePrivileges privilege) => (Privileges & privilege) != 0;
}
