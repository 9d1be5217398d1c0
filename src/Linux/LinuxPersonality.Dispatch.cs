using Vela.Hal;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>The table of system calls. Arguments come in RDI, RSI, RDX, R10, R8, R9 (syscall(2)); integers are their low halves.</remarks>
public sealed partial class LinuxPersonality
{
    private CallResult Dispatch(Thread thread, in UserContext r)
    {
        unchecked
        {
            switch (r.Rax)
            {
                // Memory
                case 9: return MapMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10, (int)r.R8, r.R9);
                case 10: return ProtectMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx);
                case 11: return UnmapMemory(thread, r.Rdi, r.Rsi);
                case 12: return SetBreak(thread, r.Rdi);
                case 25: return RemapMemory(thread, r.Rdi, r.Rsi, r.Rdx, (uint)r.R10, r.R8);
                case 26: return SyncMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx);
                case 27: return TellResident(thread, r.Rdi, r.Rsi, r.Rdx);
                case 28: return AdviseMemory(thread, r.Rdi, r.Rsi, (int)r.Rdx);
                case 149: return LockMemory(thread, r.Rdi, r.Rsi, 0);
                case 150: return UnlockMemory(thread, r.Rdi, r.Rsi);
                case 151: return LockAllMemory(thread, (uint)r.Rdi);
                case 152: return UnlockAllMemory(thread);
                case 325: return LockMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx);

                // Signals
                case 13: return ChangeSignalAction(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10);
                case 14: return ChangeSignalMask(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10);
                case 15: return ReturnFromHandler(thread);
                case 34: return Pause(thread);
                case 62: return Kill(thread, (int)r.Rdi, (int)r.Rsi);
                case 127: return TellPendingSignals(thread, r.Rdi, r.Rsi);
                case 128: return WaitForSignal(thread, r.Rdi, r.Rsi, r.Rdx, r.R10);
                case 129: return QueueSignal(thread, (int)r.Rdi, (int)r.Rdi, (int)r.Rsi, r.Rdx);
                case 130: return SuspendForSignal(thread, r.Rdi, r.Rsi);
                case 131: return ChangeSignalStack(thread, r.Rdi, r.Rsi);
                case 200: return KillThread(thread, 0, (int)r.Rdi, (int)r.Rsi);
                case 234: return KillThread(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx);
                case 297: return QueueSignal(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx, r.R10);

                // Time
                case 35: return Sleep(thread, Clock.Monotonic, 0, r.Rdi, r.Rsi);
                case 36: return TellIntervalTimer(thread, (int)r.Rdi, r.Rsi);
                case 37: return SetAlarm(thread, (uint)r.Rdi);
                case 38: return SetIntervalTimer(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 96: return TellTimeOfDay(thread, r.Rdi, r.Rsi);
                case 100: return TellTimes(thread, r.Rdi);
                case 201: return TellSeconds(thread, r.Rdi);
                case 228: return TellClock(thread, (int)r.Rdi, r.Rsi);
                case 229: return TellClockResolution(thread, (int)r.Rdi, r.Rsi);
                case 230: return Sleep(thread, (Clock)(int)r.Rdi, (uint)r.Rsi, r.Rdx, r.R10);

                // Processes and threads
                case 24: return YieldProcessor(thread);
                case 39: return thread.Process.ProcessId;
                case 56: return CloneThread(thread, r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8);
                case 57: return Fork(thread);
                case 58: return ForkSharing(thread);
                case 59: return Execute(thread, FromWorkingDirectory, r.Rdi, r.Rsi, r.Rdx, 0);
                case 60: return Exit(thread, (int)r.Rdi);
                case 61: return WaitForChild(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, r.R10);
                case 109: return SetGroup(thread, (int)r.Rdi, (int)r.Rsi);
                case 110: return ParentOf(thread);
                case 111: return thread.Process.Group.Id;
                case 112: return BeginSession(thread);
                case 121: return TellGroup(thread, (int)r.Rdi);
                case 124: return TellSession(thread, (int)r.Rdi);
                case 158: return ChangeBase(thread, (int)r.Rdi, r.Rsi);
                case 186: return thread.ThreadId;
                case 202: return Futex(thread, r.Rdi, (int)r.Rsi, (uint)r.Rdx, r.R10, r.R8, (uint)r.R9);
                case 218: return SetClearedAtExit(thread, r.Rdi);
                case 231: return ExitGroup(thread, (int)r.Rdi);
                case 247: return WaitForChildIdentified(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx, (uint)r.R10, r.R8);
                case 273: return SetRobustList(thread, r.Rdi, r.Rsi);
                case 274: return TellRobustList(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 322: return Execute(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, (uint)r.R8);
                case 334: return Errno.NotImplemented; // rseq: libraries ask each thread, and do without
                case 435: return CloneThreadWith(thread, r.Rdi, r.Rsi);

                // Scheduling
                case 140: return TellPriority(thread, (int)r.Rdi, (int)r.Rsi);
                case 141: return SetPriority(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx);
                case 142: return SetScheduling(thread, (int)r.Rdi, r.Rsi);
                case 143: return TellScheduling(thread, (int)r.Rdi, r.Rsi);
                case 144: return SetSchedulingPolicy(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx);
                case 145: return TellSchedulingPolicy(thread, (int)r.Rdi);
                case 146: return TellHighestPriority((int)r.Rdi);
                case 147: return TellLowestPriority((int)r.Rdi);
                case 148: return TellTimeSlice(thread, (int)r.Rdi, r.Rsi);
                case 203: return SetAffinity(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 204: return TellAffinity(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 309: return TellProcessor(thread, r.Rdi, r.Rsi);

                // Identity, limits and the machine
                case 63: return TellNames(thread, r.Rdi);
                case 97: return TellLimit(thread, (int)r.Rdi, r.Rsi);
                case 98: return TellUsage(thread, (int)r.Rdi, r.Rsi);
                case 99: return TellSystem(thread, r.Rdi);
                case 102: return thread.Process.Paths.Who.User;
                case 104: return thread.Process.Paths.Who.Group;
                case 105: return SetUser(thread, (uint)r.Rdi);
                case 106: return SetGroupIdentity(thread, (uint)r.Rdi);
                case 107: return thread.Process.Paths.Who.User;
                case 108: return thread.Process.Paths.Who.Group;
                case 113: return SetUsers(thread, (uint)r.Rdi, (uint)r.Rsi, uint.MaxValue);
                case 114: return SetGroups(thread, (uint)r.Rdi, (uint)r.Rsi, uint.MaxValue);
                case 115: return TellGroups(thread, (int)r.Rdi, r.Rsi);
                case 116: return SetSupplementaryGroups(thread, (int)r.Rdi, r.Rsi);
                case 117: return SetUsers(thread, (uint)r.Rdi, (uint)r.Rsi, (uint)r.Rdx);
                case 118: return TellUsers(thread, r.Rdi, r.Rsi, r.Rdx);
                case 119: return SetGroups(thread, (uint)r.Rdi, (uint)r.Rsi, (uint)r.Rdx);
                case 120: return TellGroupIdentities(thread, r.Rdi, r.Rsi, r.Rdx);
                case 122: return thread.Process.Paths.Who.User; // setfsuid(2): the file identity is the effective one; the old value is the answer
                case 123: return thread.Process.Paths.Who.Group;
                case 125: return TellPrivileges(thread, r.Rdi, r.Rsi);
                case 126: return SetPrivileges(thread, r.Rdi, r.Rsi);
                case 135: return ChangePersonality((uint)r.Rdi);
                case 157: return ControlProcess(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8);
                case 160: return SetLimit(thread, (int)r.Rdi, r.Rsi);
                case 170: return SetHostName(thread, r.Rdi, (int)r.Rsi);
                case 171: return SetDomainName(thread, r.Rdi, (int)r.Rsi);
                case 302: return ChangeLimit(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx, r.R10);
                case 318: return GetRandom(thread, r.Rdi, r.Rsi, (uint)r.Rdx);
                case 324: return Barrier((int)r.Rdi);

                default: return DispatchFiles(thread, in r);
            }
        }
    }
}
