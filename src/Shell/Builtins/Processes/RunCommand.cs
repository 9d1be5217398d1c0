using System;
using System.Collections.Generic;
using System.Globalization;
using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Shell;

/// <summary>run: starts a program, or a shell, with exactly the capabilities and quotas that are named (C-91).</summary>
public sealed class RunCommand(ShellAuthority authority, IPrograms programs) : Builtin
{
    private const long DefaultThreads = 64;
    private const long DefaultCapabilities = 1024;

    public override string Name => "run";

    public override bool RunsOthers => true;

    public override CommandManual Manual => new(
        HelpGroup.Processes,
        "run [--with NAME=VALUE,...] PROGRAM [ARGUMENT...]",
        "Starts a program with exactly what is named, besides its standard streams.",
        "run --with dir=/tmp:r,mem=16M /bin/busybox ls /",
        "dir=PATH[:r|rw]  its root, read-only unless rw; it never leaves it. Without dir it has no files\n"
        + "mem=SIZE         what its private memory may come to (16M, 512K; a quarter of what is unused); it ends when it needs more\n"
        + "threads=N        threads, those of its children included; 64\n"
        + "caps=N           capabilities; 1024\n"
        + "cpu=N            N percent of the processor's time at most, its children's included\n"
        + "console=r|w|rw   what it may do with the console, its standard streams included; rw. console=none: nothing, it has none\n"
        + "ports=0xA-0xB[:r]           I/O ports\ndevice-memory=0xA-0xB[:r]   addresses of a device, whole pages, no memory\ninterrupt=N[:level]         an interrupt line that no driver has\n"
        + "PROGRAM may be shell: another shell like this one, which can also be given\n"
        + "log              to read the kernel's log\nfacts            to see what the machine has and uses\npower            to stop the machine\n"
        + "The program's own file need not lie in its root, but its libraries must. It cannot see or signal processes outside.\n"
        + "See caps for what it has, and revoke for taking it back.\n");

    public override async KernelTask<int> Run(CommandContext context)
    {
        Confinement given = new(null, DirectoryRights.Read, long.MaxValue, DefaultThreads, DefaultCapabilities, 0);
        MachineGrants grants = MachineGrants.None;
        int first = 1;
        for (; first <= context.Count && context[first].StartsWith("--", System.StringComparison.Ordinal); first++)
        {
            string argument = context[first];
            if (argument == "--")
            {
                first++;
                break;
            }

            if (argument != "--with" || first == context.Count)
            {
                return context.Misuse("unknown option '" + argument + "'");
            }

            first++;
            foreach (string part in context[first].Split(','))
            {
                int equals = part.IndexOf('=', System.StringComparison.Ordinal);
                string value = part[(equals + 1)..];
                if (equals < 0 && TryTake(part, ref grants))
                {
                    continue;
                }

                if (equals <= 0 || !TryTake(context, ref given, part[..equals], value))
                {
                    return context.Misuse("'" + part + "' names nothing that can be given");
                }
            }
        }

        if (first > context.Count)
        {
            return context.Misuse("which program?");
        }

        if (context[first] == ShellCommand.ShellName)
        {
            if (given.Devices.Count != 0)
            {
                return context.Misuse("only a program can be given devices");
            }

            return await RunShell(context, first + 1, given, grants);
        }

        if (grants != MachineGrants.None)
        {
            return context.Misuse("only a shell can be given log, facts or power");
        }

        List<string> command = [];
        for (int i = first; i <= context.Count; i++)
        {
            command.Add(context[i]);
        }

        return await context.Interpreter.RunProgram(command, given);
    }

    private async KernelTask<int> RunShell(CommandContext context, int first, Confinement given, MachineGrants grants)
    {
        if (!(await programs.MakeHome(given)).Ok(out ShellHome? home, out Errno error))
        {
            return context.Fail(ShellCommand.ShellName, error);
        }

        bool hasFacts = (grants & MachineGrants.Facts) != 0;
        ShellAuthority less = new(authority.Executive, authority.Clock)
        {
            Console = authority.Console,
            Files = home.Files,
            Programs = home.Programs,
            Processes = home.Processes,
            ProcessSignals = new ProcessSignals(home.Processes),
            Log = (grants & MachineGrants.Log) != 0 ? authority.Log : null,
            Power = (grants & MachineGrants.Power) != 0 ? authority.Power : null,
            Memory = hasFacts ? authority.Memory : null,
            Collector = hasFacts ? authority.Collector : null,
            Processor = hasFacts ? authority.Processor : null,
            Threads = hasFacts ? authority.Threads : null,
            Devices = hasFacts ? authority.Devices : null,
            Machine = hasFacts ? authority.Machine : null,
        };
        try
        {
            return await ShellCommand.Run(context, less, first, "/", "confined:\\w\\$ ");
        }
        finally
        {
            home.Leave();
        }
    }

    private static bool TryTake(string name, ref MachineGrants grants)
    {
        MachineGrants grant = name switch
        {
            "log" => MachineGrants.Log,
            "facts" => MachineGrants.Facts,
            "power" => MachineGrants.Power,
            _ => MachineGrants.None,
        };
        grants |= grant;
        return grant != MachineGrants.None;
    }

    private static bool TryTake(CommandContext context, ref Confinement given, string name, string value)
    {
        switch (name)
        {
            case "dir":
                DirectoryRights rights = value.EndsWith(":rw", System.StringComparison.Ordinal) ? DirectoryRights.ReadAndWrite : DirectoryRights.Read;
                int colon = value.LastIndexOf(':');
                bool hasRights = colon >= 0 && value[(colon + 1)..] is "r" or "rw";
                given = given with { Directory = context.Session.Resolve(hasRights ? value[..colon] : value), Rights = rights };
                return true;
            case "mem":
                bool isSize = TrySize(value, out long bytes);
                given = given with { MemoryBytes = bytes };
                return isSize;
            case "threads":
                bool isCount = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long threads) && threads > 0;
                given = given with { Threads = threads };
                return isCount;
            case "caps":
                bool isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long capabilities) && capabilities > 0;
                given = given with { Capabilities = capabilities };
                return isNumber;
            case "cpu":
                bool isPercent = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is > 0 and <= 100;
                given = given with { ProcessorPercent = percent };
                return isPercent;
            case "console":
                Rights console = RightsTable.Common | (value switch
                {
                    "r" => Rights.Read,
                    "w" => Rights.Write,
                    _ => SystemConsole.Usable,
                });
                given = given with { ConsoleRights = value == "none" ? Rights.None : console };
                return value is "r" or "w" or "rw" or "none";
            default:
                bool isDevice = TryReadDevice(name, value, out DeviceGrant device);
                if (isDevice)
                {
                    given.Devices.Add(device);
                }

                return isDevice;
        }
    }

    /// <summary>ports=FIRST-LAST[:r], device-memory=FIRST-LAST[:r], interrupt=N[:level].</summary>
    private static bool TryReadDevice(string name, string value, out DeviceGrant device)
    {
        ObjectType type = name switch
        {
            "ports" => ObjectType.DevicePorts,
            "device-memory" => ObjectType.DeviceMemory,
            "interrupt" => ObjectType.DeviceInterrupt,
            _ => ObjectType.None,
        };
        int colon = value.IndexOf(':', System.StringComparison.Ordinal);
        string option = colon < 0 ? "" : value[(colon + 1)..];
        string range = colon < 0 ? value : value[..colon];
        int dash = range.IndexOf('-', System.StringComparison.Ordinal);
        bool isNumber = TryNumber(dash < 0 ? range : range[..dash], out ulong first);
        ulong last = first;
        isNumber = isNumber && (dash < 0 || TryNumber(range[(dash + 1)..], out last));
        bool isLine = type == ObjectType.DeviceInterrupt;
        Rights rights = RightsTable.Applicable(type) & ~(option == "r" ? Rights.Write : Rights.None);
        device = new DeviceGrant(type, first, last, rights, option == "level" ? InterruptTrigger.Level : InterruptTrigger.Edge);
        return isNumber && type != ObjectType.None && last >= first && (colon < 0 || option == (isLine ? "level" : "r") || (option == "rw" && !isLine)) && !(isLine && dash >= 0);
    }

    private static bool TryNumber(string text, out ulong number) => text.StartsWith("0x", System.StringComparison.Ordinal)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        if (text.Length == 0)
        {
            return false;
        }

        int shift = text[^1] switch
        {
            'K' or 'k' => 10,
            'M' or 'm' => 20,
            'G' or 'g' => 30,
            _ => 0,
        };
        bool isNumber = long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        if (!isNumber || number <= 0 || number > long.MaxValue >> shift)
        {
            return false;
        }

        bytes = number << shift;
        return true;
    }
}
