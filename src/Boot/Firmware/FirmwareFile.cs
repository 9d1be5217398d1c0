using System;

namespace Vela.Boot;

/// <summary>Files of QEMU's fw_cfg device, for managed code.</summary>
public static unsafe class FirmwareFile
{
    private const uint Limit = 1 << 20;

    /// <summary>A small file whole, up to 1 MiB; null when there is none of that name.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> name)
    {
        if (!FirmwareConfig.TryFind(name, out ushort key, out uint size))
        {
            return null;
        }

        byte[] content = new byte[size < Limit ? size : Limit];
        fixed (byte* start = content)
        {
            FirmwareConfig.ReadBytes(key, start, (uint)content.Length);
        }

        return content;
    }
}
