using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The first C# that runs: from the loader's handover to the .NET runtime's start, as a list (M-04..M-06).</summary>
internal static unsafe class Entry
{
    private const int MainStackPages = 256;
    private const ulong MegaByte = 1UL << 20;

    /// <summary>A collection every 256 KiB: finds references that the collector cannot see within minutes.</summary>
    private const ulong StressGeneration0 = 0x4_0000;

    private enum Loader : uint
    {
        Pvh = 0,
        Multiboot2 = 1,
    }

    [RuntimeExport("vela_boot")]
    public static void Boot(uint loader, ulong information, ImageSymbols* image)
    {
        Clock.Start();
        Log.Open();
        KernelConsole.OpenSerial();
        Symbols.Open(image->SymbolTable);
        CpuFeatures.Require();
        CpuFeatures.Enable();
        if ((Loader)loader == Loader.Pvh)
        {
            PvhInfo.Read(information);
        }
        else
        {
            Multiboot2Info.Read(information);
        }

        ReadHostOptions();
        ulong imageStart = (ulong)image->ElfHeader - MemoryLayout.ImageBase;
        ulong imageEnd = ImageEnd(image->ElfHeader) - MemoryLayout.ImageBase;
        PhysicalMap.Initialise(imageStart, imageEnd, Options.Has("poison"u8) ? FramePoison.On : FramePoison.Off);
        KernelTables.Build(image->ElfHeader);
        PhysicalMap.Frames.SetReserve(PhysicalMap.Frames.Total / 64);
        Gates.Load(image->Gates);
        KernelConsole.OpenScreen(image);
        Vdso.Open(image->VdsoStart, image->VdsoEnd);
        LocalApic.Enable(image->State);
        Clock.Calibrate();
        Watchdog.Initialise(image->State);
        Interrupts.Initialise(image->State);
        HostMemory.Initialise((ulong)image->ElfHeader, MemoryLayout.ImageBase + imageEnd);
        HostCalls.Trace = Options.Has("hosttrace"u8);
        EnableHostCalls(image->HostEntry);
        HostThreads.Initialise(image->State, image->HostReturn);
        Cpu.EnableInterrupts();
        Enter(image->RuntimeEntry, InitialStack(image->ElfHeader, image->RuntimeEntry));
    }

    /// <summary>More of the command line may come from the emulator's host, whatever loader was used.</summary>
    private static void ReadHostOptions()
    {
        if (!FirmwareConfig.TryFind("opt/vela/append"u8, out ushort key, out uint size) || size == 0)
        {
            return;
        }

        byte* text = stackalloc byte[BootInfo.MaxCommandLine];
        uint bytes = size < BootInfo.MaxCommandLine ? size : BootInfo.MaxCommandLine - 1;
        FirmwareConfig.ReadBytes(key, text, bytes);
        text[bytes] = 0;
        BootInfo.AppendCommandLine(text, BootInfo.MaxCommandLine);
    }

    /// <summary>The first address after every segment; the post-link step adds some that the linker did not know of.</summary>
    private static ulong ImageEnd(byte* elfHeader)
    {
        const uint LoadSegment = 1;
        ulong end = 0;
        byte* header = elfHeader + *(ulong*)(elfHeader + 32);
        for (int i = 0; i < *(ushort*)(elfHeader + 56); i++, header += 56)
        {
            ulong segmentEnd = *(ulong*)(header + 16) + *(ulong*)(header + 40);
            end = *(uint*)header == LoadSegment && segmentEnd > end ? segmentEnd : end;
        }

        return end;
    }

    private static void EnableHostCalls(ulong entry)
    {
        const ulong SystemCalls = 1;
        Cpu.WriteMsr(Msr.Efer, Cpu.ReadMsr(Msr.Efer) | SystemCalls);
        Cpu.WriteMsr(Msr.Star, ((ulong)Selector.KernelCode << 32) | ((ulong)Selector.UserBase << 48));
        Cpu.WriteMsr(Msr.LongStar, entry);
        Cpu.WriteMsr(
            Msr.SyscallMask,
            RFlags.Trap | RFlags.Interrupt | RFlags.Direction | RFlags.IoPrivilege | RFlags.NestedTask | RFlags.AlignmentCheck | RFlags.Resume);
    }

    /// <summary>What a Linux process finds on its stack: arguments, environment, auxiliary vector (System V ABI for AMD64, 3.4.1).</summary>
    private static ulong InitialStack(byte* elfHeader, ulong entry)
    {
        const ulong ProgramHeaders = 3, ProgramHeaderSize = 4, ProgramHeaderCount = 5, PageSize = 6, EntryPoint = 9;
        const ulong UserId = 11, EffectiveUserId = 12, GroupId = 13, EffectiveGroupId = 14, ClockTicks = 17, Secure = 23, RandomBytes = 25, FileName = 31;
        ulong top = KernelTables.NewStack(MainStackPages);
        HostFiles.StackStart = top - (MainStackPages * FrameNumber.Size);
        HostFiles.StackEnd = top;

        TextArea text = new((byte*)top - 2048);
        ulong* stack = (ulong*)(top - 4096);
        ulong name = text.Add("vela"u8);
        ulong random = text.AddRandom(16);
        *stack++ = 1;
        *stack++ = name;
        *stack++ = 0;
        RuntimeSettings(ref text, ref stack);
        *stack++ = 0;
        Add(ref stack, ProgramHeaders, (ulong)elfHeader + *(ulong*)(elfHeader + 32));
        Add(ref stack, ProgramHeaderSize, 56);
        Add(ref stack, ProgramHeaderCount, *(ushort*)(elfHeader + 56));
        Add(ref stack, PageSize, FrameNumber.Size);
        Add(ref stack, EntryPoint, entry);
        Add(ref stack, UserId, 0);
        Add(ref stack, EffectiveUserId, 0);
        Add(ref stack, GroupId, 0);
        Add(ref stack, EffectiveGroupId, 0);
        Add(ref stack, ClockTicks, 100);
        Add(ref stack, Secure, 0);
        Add(ref stack, RandomBytes, random);
        Add(ref stack, FileName, name);
        Add(ref stack, 0, 0);
        return top - 4096;
    }

    /// <summary>
    /// Settings reach the runtime as environment strings, values in hexadecimal. The heap gets a quarter of memory; the range of
    /// addresses it may use must be given with it, or a small limit ends in a fault rather than in OutOfMemoryException.
    /// </summary>
    private static void RuntimeSettings(ref TextArea text, ref ulong* stack)
    {
        ulong memory = PhysicalMap.Frames.Total * FrameNumber.Size;
        ulong limit = Clamp(memory / 4, 8 * MegaByte, 1024 * MegaByte);
        if (Options.TryFindSize("heap"u8, out ulong chosen))
        {
            limit = Clamp(chosen, 4 * MegaByte, memory);
        }

        ulong generation0 = Clamp(limit / 8, MegaByte, 8 * MegaByte);
        if (Options.Has("gcstress"u8))
        {
            generation0 = StressGeneration0;
        }

        if (Options.TryFindHex("gen0size"u8, out ulong chosenGeneration0))
        {
            generation0 = chosenGeneration0;
        }

        *stack++ = text.AddSetting("DOTNET_GCHeapHardLimit="u8, limit);
        // Addresses cost nothing, and a collector that has used up its own ends in a page fault: much is given, also where little memory is.
        *stack++ = text.AddSetting("DOTNET_GCRegionRange="u8, Clamp(limit * 4, 8192 * MegaByte, MemoryLayout.SlotSize / 2));
        *stack++ = text.AddSetting("DOTNET_GCgen0size="u8, generation0);
        *stack++ = text.Add("GLIBC_TUNABLES=glibc.cpu.hwcaps=-ERMS,-FSRM"u8);
    }

    private static ulong Clamp(ulong value, ulong low, ulong high) => value < low ? low : value > high ? high : value;

    private static void Add(ref ulong* stack, ulong key, ulong value)
    {
        *stack++ = key;
        *stack++ = value;
    }

    [RuntimeImport("vela_enter"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Enter(ulong entry, ulong stackPointer);

    /// <summary>Strings above the initial stack's words.</summary>
    private struct TextArea(byte* next)
    {
        private byte* _next = next;

        public ulong Add(ReadOnlySpan<byte> text)
        {
            ulong start = (ulong)_next;
            Append(text);
            *_next++ = 0;
            return start;
        }

        public ulong AddSetting(ReadOnlySpan<byte> name, ulong value)
        {
            ulong start = (ulong)_next;
            Append(name);
            for (int shift = 60; shift >= 0; shift -= 4)
            {
                *_next++ = "0123456789abcdef"u8[(int)(value >> shift & 15)];
            }

            *_next++ = 0;
            return start;
        }

        public ulong AddRandom(ulong bytes)
        {
            ulong start = (ulong)_next;
            _ = Entropy.Fill(_next, bytes);
            _next += bytes;
            return start;
        }

        private void Append(ReadOnlySpan<byte> text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                *_next++ = text[i];
            }
        }
    }
}
