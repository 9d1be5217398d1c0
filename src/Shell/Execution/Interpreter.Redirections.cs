using System.Collections.Generic;
using System.Globalization;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

public sealed partial class Interpreter
{
    private const int RedirectionFailedStatus = 1;

    /// <summary>Applies redirections from left to right. Returns 0, or the status of the command that is then not run.</summary>
    private async KernelTask<int> Redirect(DescriptorTable descriptors, IReadOnlyList<Redirection> redirections)
    {
        foreach (Redirection redirection in redirections)
        {
            if (redirection.Kind == RedirectionKind.HereDocument)
            {
                Panic.When(redirection.Body is null, "a here-document was parsed without its body");
                string body = await _expander.ExpandWhole(redirection.Body, Tilde.Never);
                descriptors.Set(redirection.Descriptor, new TextSource(ShellText.Encode(body)));
                continue;
            }

            string target = await _expander.ExpandWhole(redirection.Target);
            Errno error = redirection.Kind is RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput
                ? Duplicate(descriptors, redirection.Descriptor, target)
                : await Open(descriptors, redirection, target);
            if (error != Errno.None)
            {
                await Report(_session.Name + ": " + target + ": " + ErrorText.Of(error) + "\n");
                return RedirectionFailedStatus;
            }
        }

        return 0;
    }

    private static Errno Duplicate(DescriptorTable descriptors, int descriptor, string target)
    {
        if (target == "-")
        {
            descriptors.Set(descriptor, null);
            return Errno.None;
        }

        if (!int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int source) || descriptors[source] is not { } stream)
        {
            return Errno.BadDescriptor;
        }

        descriptors.Set(descriptor, stream.Retain());
        return Errno.None;
    }

    private async KernelTask<Errno> Open(DescriptorTable descriptors, Redirection redirection, string target)
    {
        if (target == "/dev/null")
        {
            descriptors.Set(redirection.Descriptor, new NullStream());
            return Errno.None;
        }

        if (_session.Files is not { } files)
        {
            return Errno.NotCapable;
        }

        string path = _session.Resolve(target);
        OpenIntent intent = redirection.Kind switch
        {
            RedirectionKind.Input => OpenIntent.Read,
            RedirectionKind.Append => OpenIntent.Append,
            RedirectionKind.ReadWrite => OpenIntent.ReadWrite,
            RedirectionKind.Output when _session.Has(ShellOptions.NoClobber) && await IsRegular(files, path) => OpenIntent.CreateNew,
            _ => OpenIntent.Replace,
        };
        if (!(await files.Open(path, intent)).Ok(out ByteStream? stream, out Errno error))
        {
            return error;
        }

        descriptors.Set(redirection.Descriptor, stream);
        return Errno.None;
    }

    private static async KernelTask<bool> IsRegular(IShellFiles files, string path) =>
        (await files.ReadStatus(path, LinkRule.Follow)).Ok(out FileStatus status, out _) && status.Kind == FileKind.Regular;
}
