using System;
using System.Runtime.InteropServices;

namespace Vela.Boot;

/// <summary>One serial port with its receive ring, for managed code. Polled; nothing is buffered on the way out.</summary>
public sealed unsafe class SerialLine
{
    private SerialPort<MachinePorts> _port;

    /// <param name="port">Base of the port's registers.</param>
    /// <param name="ringBytes">How much may arrive between two reads.</param>
    public SerialLine(ushort port, int ringBytes) => _port.Initialize(port, (byte*)NativeMemory.Alloc((nuint)ringBytes), ringBytes);

    public bool IsPresent => _port.IsPresent;

    public void EnableInterrupt() => _port.EnableReceiveInterrupt();

    public void Write(ReadOnlySpan<byte> bytes) => _port.Transmit(bytes);

    /// <summary>Takes what has arrived; 0 when there is nothing.</summary>
    public int Read(Span<byte> buffer)
    {
        _port.Poll();
        int count = 0;
        while (count < buffer.Length && _port.TryReceive(out byte value))
        {
            buffer[count++] = value;
        }

        return count;
    }
}
