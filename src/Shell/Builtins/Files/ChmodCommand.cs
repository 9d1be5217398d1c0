using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>chmod (XCU 3, chmod).</summary>
public sealed class ChmodCommand(IShellFiles files) : Builtin
{
    private const int AllPermissions = 0xFFF; // 07777

    public override string Name => "chmod";

    public override CommandManual Manual => new(
        HelpGroup.Files,
        "chmod MODE FILE...",
        "Changes who may read, write and execute files.",
        "touch /tmp/x; chmod u+x,go-w /tmp/x",
        "MODE is octal (755), or changes with commas between: who (u, g, o, a), then +, - or =, then what (r, w, x)\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        if (context.Count < 2)
        {
            return context.Misuse("which mode, and of what?");
        }

        int status = 0;
        for (int i = 2; i <= context.Count; i++)
        {
            string path = context.Session.Resolve(context[i]);
            if (!(await files.ReadStatus(path, LinkRule.Follow)).Ok(out FileStatus before, out Errno error))
            {
                status = context.Fail(context[i], error);
                continue;
            }

            if (!TryApply(context[1], before.Mode, out int mode))
            {
                return context.Misuse("'" + context[1] + "' is no mode");
            }

            error = await files.SetMode(path, mode);
            status = error == Errno.None ? status : context.Fail(context[i], error);
        }

        return status;
    }

    private static bool TryApply(string text, int before, out int mode)
    {
        mode = 0;
        if (char.IsAsciiDigit(text[0]))
        {
            foreach (char digit in text)
            {
                if (digit is < '0' or > '7' || mode > AllPermissions / 8)
                {
                    return false;
                }

                mode = (mode * 8) + (digit - '0');
            }

            return true;
        }

        mode = before & AllPermissions;
        foreach (string clause in text.Split(','))
        {
            int operation = clause.AsSpan().IndexOfAny("+-=");
            if (operation < 0 || !TryChange(clause[..operation], clause[operation], clause[(operation + 1)..], ref mode))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryChange(string whom, char operation, string what, ref int mode)
    {
        int who = whom.Length == 0 ? 0x1ED : 0; // all, but for what the usual mask (022) keeps from others
        foreach (char letter in whom)
        {
            int bits = letter switch { 'u' => 0x1C0, 'g' => 0x38, 'o' => 7, 'a' => 0x1FF, _ => 0 };
            if (bits == 0)
            {
                return false;
            }

            who |= bits;
        }

        int permissions = 0;
        foreach (char letter in what)
        {
            int bits = letter switch { 'r' => 0x124, 'w' => 0x92, 'x' => 0x49, _ => 0 };
            if (bits == 0)
            {
                return false;
            }

            permissions |= bits;
        }

        permissions &= who;
        mode = operation switch { '+' => mode | permissions, '-' => mode & ~permissions, _ => (mode & ~who) | permissions };
        return true;
    }
}
