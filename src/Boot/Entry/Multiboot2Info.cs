namespace Vela.Boot;

/// <summary>Reads what a multiboot2 loader (GRUB) passes: a list of tags, each aligned to 8 bytes (Multiboot2 specification, 3.6).</summary>
internal static unsafe class Multiboot2Info
{
    private const uint TagEnd = 0;
    private const uint TagCommandLine = 1;
    private const uint TagModule = 3;
    private const uint TagMemoryMap = 6;
    private const uint TagFramebuffer = 8;
    private const uint TagAcpiOld = 14;
    private const uint TagAcpiNew = 15;

    private const byte DirectColour = 1;

    public static void Read(ulong address)
    {
        byte* information = BootInfo.Physical(address);
        byte* end = information + *(uint*)information;
        byte* tag = information + 8;
        while (tag + 8 <= end)
        {
            uint type = *(uint*)tag;
            uint size = *(uint*)(tag + 4);
            if (type == TagEnd || size < 8)
            {
                return;
            }

            ReadTag(type, tag, size, address + (ulong)(tag - information));
            tag += (size + 7) & ~7u;
        }
    }

    private static void ReadTag(uint type, byte* tag, uint size, ulong tagAddress)
    {
        switch (type)
        {
            case TagCommandLine:
                BootInfo.AppendCommandLine(tag + 8, (int)size - 8);
                break;
            case TagModule:
                BootInfo.ModuleStart = *(uint*)(tag + 8);
                BootInfo.ModuleLength = *(uint*)(tag + 12) - *(uint*)(tag + 8);
                break;
            case TagMemoryMap:
                uint entrySize = *(uint*)(tag + 8);
                for (byte* entry = tag + 16; entrySize >= 24 && entry + entrySize <= tag + size; entry += entrySize)
                {
                    BootInfo.AddRange(*(ulong*)entry, *(ulong*)(entry + 8), *(uint*)(entry + 16));
                }

                break;
            case TagFramebuffer when tag[29] == DirectColour:
                BootInfo.Screen.Address = *(ulong*)(tag + 8);
                BootInfo.Screen.Pitch = *(uint*)(tag + 16);
                BootInfo.Screen.Width = *(uint*)(tag + 20);
                BootInfo.Screen.Height = *(uint*)(tag + 24);
                BootInfo.Screen.BitsPerPixel = tag[28];
                BootInfo.Screen.RedShift = tag[32];
                BootInfo.Screen.RedBits = tag[33];
                BootInfo.Screen.GreenShift = tag[34];
                BootInfo.Screen.GreenBits = tag[35];
                BootInfo.Screen.BlueShift = tag[36];
                BootInfo.Screen.BlueBits = tag[37];
                break;
            case TagAcpiOld when BootInfo.AcpiRoot == 0:
            case TagAcpiNew:
                BootInfo.AcpiRoot = tagAddress + 8;
                break;
            default:
                break;
        }
    }
}
