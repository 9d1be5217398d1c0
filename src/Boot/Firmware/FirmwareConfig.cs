using Vela.Hal.X64;

namespace Vela.Boot;

/// <summary>QEMU's fw_cfg device: named files from the host, read here through its ports (QEMU docs/specs/fw_cfg). Absent elsewhere.</summary>
internal static unsafe class FirmwareConfig
{
    private const ushort SelectorPort = 0x510;
    private const ushort DataPort = 0x511;
    private const ushort DmaPort = 0x514;
    private const ushort SignatureKey = 0;
    private const ushort IdentityKey = 1;
    private const ushort DirectoryKey = 0x19;
    private const int NameLength = 56;
    private const uint DmaError = 1;
    private const uint DmaRead = 2;
    private const uint DmaSelect = 8;
    private const uint DmaFeature = 2;

    private static DmaCommand _command;

    public static bool IsPresent()
    {
        Port.Out16(SelectorPort, SignatureKey);
        return Port.In8(DataPort) == 'Q' && Port.In8(DataPort) == 'E' && Port.In8(DataPort) == 'M' && Port.In8(DataPort) == 'U';
    }

    /// <summary>Looks a file up; its key and size in bytes, false when there is none.</summary>
    public static bool TryFind(System.ReadOnlySpan<byte> name, out ushort key, out uint size)
    {
        key = 0;
        size = 0;
        if (!IsPresent())
        {
            return false;
        }

        Port.Out16(SelectorPort, DirectoryKey);
        uint files = ReadBigEndian(4);
        for (uint file = 0; file < files; file++)
        {
            uint fileSize = ReadBigEndian(4);
            ushort fileKey = (ushort)ReadBigEndian(2);
            _ = ReadBigEndian(2);
            bool same = true;
            for (int i = 0; i < NameLength; i++)
            {
                byte character = Port.In8(DataPort);
                same &= i > name.Length || character == (i < name.Length ? name[i] : 0);
            }

            if (same && name.Length < NameLength)
            {
                key = fileKey;
                size = fileSize;
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a file's first <paramref name="bytes"/> bytes to physically contiguous memory: by DMA, or byte by byte where that is missing.</summary>
    public static bool Read(ushort key, byte* destination, ulong physical, uint bytes)
    {
        Port.Out16(SelectorPort, IdentityKey);
        uint features = Port.In8(DataPort);
        if ((features & DmaFeature) == 0)
        {
            ReadBytes(key, destination, bytes);
            return true;
        }

        // The image's own data, where this command block lies, is physically contiguous.
        fixed (DmaCommand* command = &_command)
        {
            command->Control = Swap(((uint)key << 16) | DmaSelect | DmaRead);
            command->Length = Swap(bytes);
            command->AddressHigh = Swap((uint)(physical >> 32));
            command->AddressLow = Swap((uint)(physical & uint.MaxValue));
            ulong address = (ulong)command - MemoryLayout.ImageBase;
            Port.Out32(DmaPort, Swap((uint)(address >> 32)));
            Port.Out32(DmaPort + 4, Swap((uint)(address & uint.MaxValue)));
            while ((Swap(System.Threading.Volatile.Read(ref command->Control)) & ~DmaError) != 0)
            {
            }

            return (Swap(command->Control) & DmaError) == 0;
        }
    }

    /// <summary>Reads a small file's first bytes through the data port.</summary>
    public static void ReadBytes(ushort key, byte* destination, uint bytes)
    {
        Port.Out16(SelectorPort, key);
        for (uint i = 0; i < bytes; i++)
        {
            destination[i] = Port.In8(DataPort);
        }
    }

    private static uint ReadBigEndian(int bytes)
    {
        uint value = 0;
        for (int i = 0; i < bytes; i++)
        {
            value = (value << 8) | Port.In8(DataPort);
        }

        return value;
    }

    private static uint Swap(uint value) => (value << 24) | ((value & 0xff00) << 8) | (value >> 8 & 0xff00) | (value >> 24);

    private struct DmaCommand
    {
        public uint Control;
        public uint Length;
        public uint AddressHigh;
        public uint AddressLow;
    }
}
