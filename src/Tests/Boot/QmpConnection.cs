using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;

namespace Vela.Tests.Boot;

/// <summary>QEMU's control connection (QEMU Machine Protocol): one command at a time, its answer awaited.</summary>
internal sealed class QmpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private QmpConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket) { ReadTimeout = 10_000, WriteTimeout = 10_000 };
        _reader = new StreamReader(_stream);
        _writer = new StreamWriter(_stream) { AutoFlush = true };
    }

    /// <summary>Connects to QEMU's socket, which appears some time after QEMU has started.</summary>
    public static QmpConnection Open(string path, TimeSpan patience)
    {
        DateTime limit = DateTime.UtcNow + patience;
        while (true)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                QmpConnection connection = new(socket);
                _ = connection._reader.ReadLine(); // the greeting
                _ = connection.Execute("qmp_capabilities", new { });
                return connection;
            }
            catch (SocketException) when (DateTime.UtcNow < limit)
            {
                socket.Dispose();
                Thread.Sleep(20);
            }
        }
    }

    /// <exception cref="IOException">QEMU refused the command, or is gone.</exception>
    public JsonElement Execute(string command, object arguments)
    {
        _writer.WriteLine(JsonSerializer.Serialize(new { execute = command, arguments }));
        while (_reader.ReadLine() is string line)
        {
            using JsonDocument answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("error", out JsonElement error))
            {
                throw new IOException($"{command}: {error}");
            }

            if (answer.RootElement.TryGetProperty("return", out JsonElement result))
            {
                return result.Clone(); // anything else is an event
            }
        }

        throw new IOException($"{command}: QEMU closed the connection");
    }

    /// <summary>Presses and releases keys together, by QEMU's names: "a", "ret", "shift".</summary>
    public void SendKeys(params string[] keys) =>
        _ = Execute("send-key", new Dictionary<string, object>
        {
            ["keys"] = Array.ConvertAll(keys, key => new { type = "qcode", data = key }),
            ["hold-time"] = 10, // milliseconds; the next key waits for it
        });

    /// <summary>What QEMU's own monitor answers to a line typed at it.</summary>
    public string Monitor(string line) =>
        Execute("human-monitor-command", new Dictionary<string, object> { ["command-line"] = line }).GetString()!.Replace("\r", "", StringComparison.Ordinal);

    public void SaveScreen(string path) => _ = Execute("screendump", new { filename = path, format = "png" });

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }
}
