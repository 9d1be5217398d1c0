using System;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Lender;

/// <summary>What a .NET program can say about its capabilities: it narrows, lends, shares, pays, takes back, and asks why it was refused.</summary>
internal static class Program
{
    private const uint File = 5;

    private static void Main()
    {
        System.IO.File.WriteAllText("/note", "a note");
        using SafeFileHandle note = System.IO.File.OpenHandle("/note", FileMode.Open, FileAccess.ReadWrite);
        ulong whole = Vela.Handle((int)note.DangerousGetHandle());
        Vela.CapabilityStatus status = Vela.Inspect(whole);
        Console.WriteLine($"a file that may be written: {status.Type == File && (status.Rights & Vela.Rights.Write) != 0}");

        ulong narrow = Vela.Derive(whole, Vela.Rights.Read | Vela.Rights.Inspect | Vela.Rights.Duplicate | Vela.Rights.Transfer);
        using SafeFileHandle reader = new(Vela.Descriptor(narrow), ownsHandle: true);
        Console.WriteLine($"read through it: {Read(reader)}");
        Console.WriteLine($"write through it: {Try(() => RandomAccess.Write(reader, "x"u8, 0))}");
        Console.WriteLine($"derive what it has not: {Try(() => _ = Vela.Derive(narrow, Vela.Rights.Write))}");
        Console.WriteLine($"why: {Vela.Why().Missing}");

        ulong shared = Vela.Share(narrow, Vela.Rights.Read | Vela.Rights.Inspect, Vela.Audience.Threads);
        string seen = "";
        Thread other = new(() => seen = $"{Vela.Inspect(shared).Rights}, given up: {Try(() => Vela.Delete(shared))}");
        other.Start();
        other.Join();
        Console.WriteLine($"another thread sees: {seen}");

        ulong part = Vela.Split(Vela.Handle(Vela.Quota), new Vela.Amounts { Frames = 4096, Threads = 4, Capabilities = 40, Mappings = 40, Objects = 40 });
        Vela.Use(Vela.Quota, part);
        Console.WriteLine($"descriptors until the quota is used up: {Fill()}");

        Vela.Revoke(whole);
        Console.WriteLine($"read after it was revoked: {Try(() => _ = Read(reader))}");
        Console.WriteLine($"the one revoked is left: {Read(note)}");
    }

    private static int Fill()
    {
        int count = 0;
        try
        {
            for (; count < 1000; count++)
            {
                _ = Vela.Derive(Vela.Handle(0), Vela.Rights.None);
            }
        }
        catch (VelaException refused) when (refused.Number == VelaException.QuotaExceeded)
        {
        }

        return count;
    }

    private static string Read(SafeFileHandle file)
    {
        byte[] room = new byte[16];
        return System.Text.Encoding.UTF8.GetString(room, 0, RandomAccess.Read(file, room, 0));
    }

    private static string Try(Action action)
    {
        try
        {
            action();
            return "done";
        }
        catch (VelaException refused)
        {
            return $"error {refused.Number}";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.GetType().Name;
        }
    }
}
