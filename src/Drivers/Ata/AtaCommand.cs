namespace Vela.Drivers;

/// <summary>Commands of a disk (ATA8-ACS, 7); Long is the form with 48-bit addresses.</summary>
internal enum AtaCommand : byte
{
    ReadSectors = 0x20,
    ReadSectorsLong = 0x24,
    ReadDmaLong = 0x25,
    WriteSectors = 0x30,
    WriteSectorsLong = 0x34,
    WriteDmaLong = 0x35,
    ReadDma = 0xc8,
    WriteDma = 0xca,
    FlushCache = 0xe7,
    FlushCacheLong = 0xea,
    Identify = 0xec,
}
