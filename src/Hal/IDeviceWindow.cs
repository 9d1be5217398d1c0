using Vela.Primitives;

namespace Vela.Hal;

/// <summary>Shows one page of a device at a time, uncached: for what is read or written now and then, and needs no mapping of its own.</summary>
public interface IDeviceWindow
{
    /// <summary>The registers of a page that is no memory. What was shown before is not to be used any more.</summary>
    DeviceRegisters Show(FrameNumber page);
}
