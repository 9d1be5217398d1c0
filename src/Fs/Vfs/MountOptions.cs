using System;

namespace Vela.Fs;

/// <summary>The options of mount(8) and /proc/mounts: those that every type has, and the type's own.</summary>
public static class MountOptions
{
    /// <summary>Takes out what every type has.</summary>
    /// <param name="options">With commas between.</param>
    /// <param name="own">What is left, with commas between.</param>
    public static MountFlags Parse(string options, out string own)
    {
        MountFlags flags = MountFlags.None;
        own = "";
        foreach (string option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            MountFlags flag = option switch
            {
                "ro" => MountFlags.ReadOnly,
                "noexec" => MountFlags.NoExecute,
                "nodev" => MountFlags.NoDevices,
                "nosuid" => MountFlags.NoSetId,
                "noatime" => MountFlags.NoAccessTimes,
                _ => MountFlags.None,
            };
            flags |= flag;
            if (flag == MountFlags.None && option is not ("rw" or "exec" or "dev" or "suid" or "relatime" or "defaults"))
            {
                own += own.Length == 0 ? option : "," + option;
            }
        }

        return flags;
    }

    /// <summary>As /proc/mounts lists them.</summary>
    public static string Format(Mount mount) =>
        (mount.IsReadOnly ? "ro" : "rw")
        + ((mount.Flags & MountFlags.NoExecute) != 0 ? ",noexec" : "")
        + ((mount.Flags & MountFlags.NoDevices) != 0 ? ",nodev" : "")
        + ((mount.Flags & MountFlags.NoSetId) != 0 ? ",nosuid" : "")
        + ((mount.Flags & MountFlags.NoAccessTimes) != 0 ? ",noatime" : ",relatime");
}
