using System.Runtime.InteropServices;

namespace Vela.Boot;

/// <summary>Reads what a PVH loader (`qemu -kernel`) passes: hvm_start_info, version 1 (Xen public/arch-x86/hvm/start_info.h).</summary>
internal static unsafe class PvhInfo
{
    private const uint Magic = 0x336ec578;

    public static void Read(ulong address)
    {
        StartInfo* info = (StartInfo*)BootInfo.Physical(address);
        if (info->Magic != Magic)
        {
            return;
        }

        BootInfo.AcpiRoot = info->AcpiRoot;
        if (info->CommandLine != 0)
        {
            BootInfo.AppendCommandLine(BootInfo.Physical(info->CommandLine), BootInfo.MaxCommandLine);
        }

        if (info->ModuleCount > 0)
        {
            Module* module = (Module*)BootInfo.Physical(info->Modules);
            BootInfo.ModuleStart = module->Address;
            BootInfo.ModuleLength = module->Length;
        }

        MapEntry* entry = (MapEntry*)BootInfo.Physical(info->MemoryMap);
        for (uint i = 0; i < info->MemoryMapEntries; i++, entry++)
        {
            BootInfo.AddRange(entry->Address, entry->Length, entry->Kind);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct StartInfo
    {
        public uint Magic;
        public uint Version;
        public uint Flags;
        public uint ModuleCount;
        public ulong Modules;
        public ulong CommandLine;
        public ulong AcpiRoot;
        public ulong MemoryMap;
        public uint MemoryMapEntries;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Module
    {
        public ulong Address;
        public ulong Length;
        public ulong CommandLine;
        public ulong Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MapEntry
    {
        public ulong Address;
        public ulong Length;
        public uint Kind;
        public uint Reserved;
    }
}
