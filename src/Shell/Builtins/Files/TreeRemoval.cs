using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>Removes trees of files: what is in a directory before the directory.</summary>
internal sealed class TreeRemoval(IShellFiles files, CommandContext context)
{
    /// <summary>Removes a file, a link or a directory with all that is in it; ends at the first that cannot be.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="told">Told of each that is gone.</param>
    public async KernelTask<Errno> Remove(string path, Action<string>? told = null)
    {
        TreeWalk walk = new(files, context);
        walk.Begin(path);
        while (await walk.Next() is { } place)
        {
            bool isDue = !place.IsDirectory || place.Kind == VisitKind.Leave;
            Errno error = place.Error != Errno.None || !isDue ? place.Error
                : place.IsDirectory ? await files.RemoveDirectory(place.Absolute)
                : await files.Remove(place.Absolute);
            if (error != Errno.None)
            {
                return error;
            }

            if (isDue)
            {
                told?.Invoke(place.Path);
            }
        }

        return Errno.None;
    }
}
