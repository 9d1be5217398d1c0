using System.Collections.Generic;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>Walks every mapping of the live page tables and counts those that break the kernel's rules (W^X, nothing for ring 3).</summary>
/// <remarks>Frames are compared, not addresses: writable through one mapping and executable through another counts too.</remarks>
public sealed unsafe class PageTableAudit
{
    private readonly HashSet<ulong> _executable = [];

    /// <summary>Leaf mappings, large ones counted once.</summary>
    public int Mappings { get; private set; }

    public int ExecutableFrames => _executable.Count;

    /// <summary>Executable frames that some mapping lets anybody write.</summary>
    public int WritableAndExecutable { get; private set; }

    /// <summary>Mappings that ring 3 could use.</summary>
    public int UserAccessible { get; private set; }

    /// <summary>Is virtual page 0 mapped?</summary>
    public bool MapsPageZero { get; private set; }

    public static PageTableAudit Run()
    {
        PageTableAudit audit = new();
        ulong root = Cpu.ReadCr3() & KernelTables.AddressMask;
        audit.Walk(root, Pass.FindExecutable);
        audit.Walk(root, Pass.FindWritable);
        audit.MapsPageZero = (KernelTables.Read(0) & KernelTables.Present) != 0;
        return audit;
    }

    private enum Pass
    {
        FindExecutable,
        FindWritable,
    }

    private void Walk(ulong root, Pass pass)
    {
        // A table, its level (3 = PML4), and the rights of the way to it.
        Stack<(ulong Table, int Level, ulong Rights)> tables = new();
        tables.Push((root, 3, KernelTables.Writable | KernelTables.User));
        while (tables.TryPop(out (ulong Table, int Level, ulong Rights) at))
        {
            for (int i = 0; i < 512; i++)
            {
                ulong entry = KernelTables.Table(at.Table)[i];
                if ((entry & KernelTables.Present) == 0)
                {
                    continue;
                }

                ulong rights = (at.Rights & entry & (KernelTables.Writable | KernelTables.User)) | ((at.Rights | entry) & KernelTables.NoExecute);
                if (at.Level > 0 && (entry & KernelTables.Large) == 0)
                {
                    tables.Push((entry & KernelTables.AddressMask, at.Level - 1, rights));
                    continue;
                }

                Visit(entry, rights, 1UL << (9 * at.Level), pass);
            }
        }
    }

    private void Visit(ulong entry, ulong rights, ulong frames, Pass pass)
    {
        ulong first = ((entry & KernelTables.AddressMask) >> FrameNumber.Shift) & ~(frames - 1);
        if (pass == Pass.FindExecutable)
        {
            Mappings++;
            UserAccessible += (rights & KernelTables.User) != 0 ? 1 : 0;
            for (ulong frame = 0; (rights & KernelTables.NoExecute) == 0 && frame < frames; frame++)
            {
                _ = _executable.Add(first + frame);
            }
        }
        else if ((rights & KernelTables.Writable) != 0)
        {
            for (ulong frame = 0; frame < frames; frame++)
            {
                WritableAndExecutable += _executable.Contains(first + frame) ? 1 : 0;
            }
        }
    }
}
