using System;
using System.Collections.Generic;
using System.Text;
using Vela.Boot;
using Vela.Linux;
using Vela.Memory;
using Vela.Processes;

namespace Vela.Kernel;

/// <summary>What programs do that a person may want to know of, in the kernel's log.</summary>
internal sealed class ProgramLog : IProcessLog, ICallLog
{
    private const int MostRemembered = 4096;

    private readonly HashSet<(string Name, ulong Number)> _absent = [];

    public void Ended(Thread thread, in SignalInfo info)
    {
        ref Hal.UserContext r = ref thread.Registers;
        KernelLog.Write(LogLevel.Notice, Describe(thread) + ": ended by signal " + ((int)info.Signal).ToString()
            + ", code " + info.Code.ToString() + ", at 0x" + r.Rip.ToString("x") + ", address 0x" + info.Value.ToString("x"));
        KernelLog.Write(LogLevel.Notice, Registers("rax", r.Rax, "rbx", r.Rbx, "rcx", r.Rcx, "rdx", r.Rdx));
        KernelLog.Write(LogLevel.Notice, Registers("rsi", r.Rsi, "rdi", r.Rdi, "rbp", r.Rbp, "rsp", r.Rsp));
        KernelLog.Write(LogLevel.Notice, Registers("r8", r.R8, "r9", r.R9, "r10", r.R10, "r11", r.R11));
        KernelLog.Write(LogLevel.Notice, Registers("r12", r.R12, "r13", r.R13, "r14", r.R14, "r15", r.R15));
    }

    public void Broke(Thread thread, Exception exception)
    {
        KernelLog.Write(LogLevel.Error, Describe(thread) + ": the kernel failed in its system call " + thread.Registers.Rax.ToString() + "; killed");
        foreach (string line in exception.ToString().Split('\n'))
        {
            KernelLog.Write(LogLevel.Error, line);
        }
    }

    public void Refused(Thread thread, FaultVerdict verdict, ulong address)
    {
        if (verdict == FaultVerdict.OutOfMemory)
        {
            KernelLog.Write(LogLevel.Warning, Describe(thread) + ": out of memory at 0x" + address.ToString("x") + "; killed");
        }
    }

    public void Absent(Thread thread, ulong number)
    {
        string name = NameOf(thread);
        if (_absent.Count < MostRemembered && _absent.Add((name, number)))
        {
            KernelLog.Write(LogLevel.Notice, Describe(thread) + ": system call " + number.ToString() + " is not there");
        }
    }

    private static string Describe(Thread thread) => NameOf(thread) + "[" + thread.ThreadId.ToString() + "]";

    private static string NameOf(Thread thread) => Encoding.UTF8.GetString(thread.Process.Name);

    private static string Registers(string a, ulong first, string b, ulong second, string c, ulong third, string d, ulong fourth) =>
        string.Concat(Register(a, first), Register(b, second), Register(c, third), Register(d, fourth));

    private static string Register(string name, ulong value) => "  " + name + " " + value.ToString("x16");
}
