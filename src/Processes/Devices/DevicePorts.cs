using Vela.Capabilities;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>A range of I/O ports (SDM vol. 1 ch. 19).</summary>
public sealed class DevicePorts(IPortSpace ports, ushort first, ushort last) : KernelObject(ObjectType.DevicePorts)
{
    /// <summary>Reads from a port.</summary>
    /// <param name="port">The first of as many as are read.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <returns>Invalid: no such width; NoDeviceOrAddress: one of the ports is not in the range.</returns>
    public Result<uint> Read(ulong port, ulong width)
    {
        Errno error = Check(port, width);
        if (error != Errno.None)
        {
            return error;
        }

        ushort at = (ushort)port;
        return width == 1 ? ports.Read8(at) : width == 2 ? ports.Read16(at) : ports.Read32(at);
    }

    /// <summary>Writes the low bytes of a value; as <see cref="Read"/>.</summary>
    public Errno Write(ulong port, ulong width, uint value)
    {
        Errno error = Check(port, width);
        if (error != Errno.None)
        {
            return error;
        }

        ushort at = (ushort)port;
        switch (width)
        {
            case 1:
                ports.Write8(at, unchecked((byte)value));
                break;
            case 2:
                ports.Write16(at, unchecked((ushort)value));
                break;
            default:
                ports.Write32(at, value);
                break;
        }

        return Errno.None;
    }

    protected override Capabilities.Progress OnLastCapabilityDeleted() => Capabilities.Progress.Done;

    private Errno Check(ulong port, ulong width) => width is not (1 or 2 or 4) ? Errno.Invalid
        : port < first || port > last || width > last - port + 1 ? Errno.NoDeviceOrAddress : Errno.None;
}
