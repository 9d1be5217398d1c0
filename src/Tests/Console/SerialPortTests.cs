using System.Linq;
using System.Text;
using NUnit.Framework;
using Vela.Boot;

namespace Vela.Tests.Consoles;

[TestFixture]
public sealed unsafe class SerialPortTests
{
    private static SerialPort<SimulatedPorts> Open(SimulatedUart uart, GuardedMemory ring)
    {
        SimulatedPorts.Plug(uart);
        SerialPort<SimulatedPorts> port = default;
        port.Initialize(SerialPort<SimulatedPorts>.Com1, ring.Pointer, (int)ring.Length);
        return port;
    }

    [Test]
    public void A_present_port_runs_at_115200_baud_and_eight_bits()
    {
        SimulatedUart uart = new();
        using GuardedMemory ring = new(64);
        SerialPort<SimulatedPorts> port = Open(uart, ring);
        Assert.Multiple(() =>
        {
            Assert.That(port.IsPresent);
            Assert.That(uart.Divisor, Is.EqualTo(1));
            Assert.That(uart.Read8(0x3fb), Is.EqualTo(3));
        });
    }

    [Test]
    public void Everything_is_sent_in_order_with_one_status_read_for_sixteen_bytes()
    {
        SimulatedUart uart = new();
        using GuardedMemory ring = new(64);
        SerialPort<SimulatedPorts> port = Open(uart, ring);
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("All work and no play. ", 50)));
        port.Transmit(text);
        Assert.Multiple(() =>
        {
            Assert.That(uart.Sent, Is.EqualTo(text));
            Assert.That(uart.Overruns, Is.Zero);
            Assert.That(uart.StatusReads, Is.EqualTo((text.Length + 15) / 16));
        });
    }

    [Test]
    public void A_machine_without_the_port_does_not_hang()
    {
        SimulatedUart uart = new() { IsPresent = false };
        using GuardedMemory ring = new(64);
        SerialPort<SimulatedPorts> port = Open(uart, ring);
        port.Transmit("nobody hears this"u8);
        port.Poll();
        Assert.Multiple(() =>
        {
            Assert.That(port.IsPresent, Is.False);
            Assert.That(port.Waiting, Is.Zero);
            Assert.That(uart.Sent, Is.Empty);
        });
    }

    [Test]
    public void A_line_that_does_not_drain_loses_output_but_not_the_machine()
    {
        SimulatedUart uart = new();
        using GuardedMemory ring = new(64);
        SerialPort<SimulatedPorts> port = Open(uart, ring);
        uart.IsStuck = true;
        port.Transmit(new byte[40]);
        int polls = uart.StatusReads;
        port.Transmit(new byte[40]);
        Assert.That(uart.StatusReads - polls, Is.EqualTo(1), "a stalled port is asked once");
        Assert.That(port.Dropped, Is.EqualTo(24 + 40));
        uart.IsStuck = false;
        port.Transmit("back"u8);
        Assert.That(uart.Sent.TakeLast(4), Is.EqualTo("back"u8.ToArray()));
    }

    [Test]
    public void What_arrives_while_we_send_is_kept()
    {
        SimulatedUart uart = new();
        using GuardedMemory ring = new(64);
        SerialPort<SimulatedPorts> port = Open(uart, ring);
        uart.Arrive("typed"u8.ToArray());
        port.Transmit(new byte[100]);
        byte[] received = new byte[5];
        for (int index = 0; index < received.Length; index++)
        {
            Assert.That(port.TryReceive(out received[index]));
        }

        Assert.That(received, Is.EqualTo("typed"u8.ToArray()));
        Assert.That(port.TryReceive(out _), Is.False);
    }

    [Test]
    public void More_than_the_ring_holds_is_refused_and_what_it_holds_is_intact()
    {
        SimulatedUart uart = new();
        using GuardedMemory ring = new(64);
        SerialPort<SimulatedPorts> port = Open(uart, ring);
        uart.Arrive(Enumerable.Range(0, 100).Select(value => (byte)value).ToArray());
        port.Poll();
        Assert.That(port.Waiting, Is.EqualTo(64));
        Assert.That(ring.GuardsAreIntact);
        for (int expected = 0; expected < 64; expected++)
        {
            Assert.That(port.TryReceive(out byte value), Is.True);
            Assert.That(value, Is.EqualTo(expected));
        }
    }
}
