using Vela.Primitives;

namespace Vela.Linux;

/// <remarks>The table of system calls. Arguments come in RDI, RSI, RDX, R10, R8, R9 (syscall(2)); integers are their low halves.</remarks>
public sealed partial class LinuxPersonality
{
    private void DefineCalls()
    {
        unchecked
        {
            // Memory
            Define(9, "mmap", (thread, in r) => MapMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10, (int)r.R8, r.R9));
            Define(10, "mprotect", (thread, in r) => ProtectMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx));
            Define(11, "munmap", (thread, in r) => UnmapMemory(thread, r.Rdi, r.Rsi));
            Define(12, "brk", (thread, in r) => SetBreak(thread, r.Rdi));
            Define(25, "mremap", (thread, in r) => RemapMemory(thread, r.Rdi, r.Rsi, r.Rdx, (uint)r.R10, r.R8));
            Define(26, "msync", (thread, in r) => SyncMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx));
            Define(27, "mincore", (thread, in r) => TellResident(thread, r.Rdi, r.Rsi, r.Rdx));
            Define(28, "madvise", (thread, in r) => AdviseMemory(thread, r.Rdi, r.Rsi, (int)r.Rdx));
            Define(29, "shmget", (thread, in r) => GetSegment(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx));
            Define(30, "shmat", (thread, in r) => AttachSegment(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx));
            Define(31, "shmctl", (thread, in r) => ControlSegment(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx));
            Define(67, "shmdt", (thread, in r) => DetachSegment(thread, r.Rdi));
            Define(149, "mlock", (thread, in r) => LockMemory(thread, r.Rdi, r.Rsi, 0));
            Define(150, "munlock", (thread, in r) => UnlockMemory(thread, r.Rdi, r.Rsi));
            Define(151, "mlockall", (thread, in r) => LockAllMemory(thread, (uint)r.Rdi));
            Define(152, "munlockall", (thread, in r) => UnlockAllMemory(thread));
            Define(325, "mlock2", (thread, in r) => LockMemory(thread, r.Rdi, r.Rsi, (uint)r.Rdx));

            // Signals
            Define(13, "rt_sigaction", (thread, in r) => ChangeSignalAction(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10));
            Define(14, "rt_sigprocmask", (thread, in r) => ChangeSignalMask(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10));
            Define(15, "rt_sigreturn", (thread, in r) => ReturnFromHandler(thread));
            Define(34, "pause", (thread, in r) => Pause(thread));
            Define(62, "kill", (thread, in r) => Kill(thread, (int)r.Rdi, (int)r.Rsi));
            Define(127, "rt_sigpending", (thread, in r) => TellPendingSignals(thread, r.Rdi, r.Rsi));
            Define(128, "rt_sigtimedwait", (thread, in r) => WaitForSignal(thread, r.Rdi, r.Rsi, r.Rdx, r.R10));
            Define(129, "rt_sigqueueinfo", (thread, in r) => QueueSignal(thread, (int)r.Rdi, (int)r.Rdi, (int)r.Rsi, r.Rdx));
            Define(130, "rt_sigsuspend", (thread, in r) => SuspendForSignal(thread, r.Rdi, r.Rsi));
            Define(131, "sigaltstack", (thread, in r) => ChangeSignalStack(thread, r.Rdi, r.Rsi));
            Define(200, "tkill", (thread, in r) => KillThread(thread, 0, (int)r.Rdi, (int)r.Rsi));
            Define(234, "tgkill", (thread, in r) => KillThread(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx));
            Define(297, "rt_tgsigqueueinfo", (thread, in r) => QueueSignal(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx, r.R10));

            // Time
            Define(35, "nanosleep", (thread, in r) => Sleep(thread, Clock.Monotonic, 0, r.Rdi, r.Rsi));
            Define(36, "getitimer", (thread, in r) => TellIntervalTimer(thread, (int)r.Rdi, r.Rsi));
            Define(37, "alarm", (thread, in r) => SetAlarm(thread, (uint)r.Rdi));
            Define(38, "setitimer", (thread, in r) => SetIntervalTimer(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(96, "gettimeofday", (thread, in r) => TellTimeOfDay(thread, r.Rdi, r.Rsi));
            Define(100, "times", (thread, in r) => TellTimes(thread, r.Rdi));
            Define(201, "time", (thread, in r) => TellSeconds(thread, r.Rdi));
            Define(228, "clock_gettime", (thread, in r) => TellClock(thread, (int)r.Rdi, r.Rsi));
            Define(229, "clock_getres", (thread, in r) => TellClockResolution(thread, (int)r.Rdi, r.Rsi));
            Define(230, "clock_nanosleep", (thread, in r) => Sleep(thread, (Clock)(int)r.Rdi, (uint)r.Rsi, r.Rdx, r.R10));

            // Processes and threads
            Define(24, "sched_yield", (thread, in r) => YieldProcessor(thread));
            Define(39, "getpid", (thread, in r) => thread.Process.ProcessId);
            Define(56, "clone", (thread, in r) => CloneThread(thread, r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8));
            Define(57, "fork", (thread, in r) => Fork(thread));
            Define(58, "vfork", (thread, in r) => ForkSharing(thread));
            Define(59, "execve", (thread, in r) => Execute(thread, FromWorkingDirectory, r.Rdi, r.Rsi, r.Rdx, 0));
            Define(60, "exit", (thread, in r) => Exit(thread, (int)r.Rdi));
            Define(61, "wait4", (thread, in r) => WaitForChild(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, r.R10));
            Define(109, "setpgid", (thread, in r) => SetGroup(thread, (int)r.Rdi, (int)r.Rsi));
            Define(110, "getppid", (thread, in r) => ParentOf(thread));
            Define(111, "getpgrp", (thread, in r) => thread.Process.Group.Id);
            Define(112, "setsid", (thread, in r) => BeginSession(thread));
            Define(121, "getpgid", (thread, in r) => TellGroup(thread, (int)r.Rdi));
            Define(124, "getsid", (thread, in r) => TellSession(thread, (int)r.Rdi));
            Define(158, "arch_prctl", (thread, in r) => ChangeBase(thread, (int)r.Rdi, r.Rsi));
            Define(186, "gettid", (thread, in r) => thread.ThreadId);
            Define(202, "futex", (thread, in r) => Futex(thread, r.Rdi, (int)r.Rsi, (uint)r.Rdx, r.R10, r.R8, (uint)r.R9));
            Define(218, "set_tid_address", (thread, in r) => SetClearedAtExit(thread, r.Rdi));
            Define(231, "exit_group", (thread, in r) => ExitGroup(thread, (int)r.Rdi));
            Define(247, "waitid", (thread, in r) => WaitForChildIdentified(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx, (uint)r.R10, r.R8));
            Define(273, "set_robust_list", (thread, in r) => SetRobustList(thread, r.Rdi, r.Rsi));
            Define(274, "get_robust_list", (thread, in r) => TellRobustList(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(322, "execveat", (thread, in r) => Execute(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, (uint)r.R8));
            Define(334, "rseq", (thread, in r) => (CallResult)Errno.NotImplemented); // rseq: libraries ask each thread, and do without
            Define(435, "clone3", (thread, in r) => CloneThreadWith(thread, r.Rdi, r.Rsi));

            // Scheduling
            Define(140, "getpriority", (thread, in r) => TellPriority(thread, (int)r.Rdi, (int)r.Rsi));
            Define(141, "setpriority", (thread, in r) => SetPriority(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx));
            Define(142, "sched_setparam", (thread, in r) => SetScheduling(thread, (int)r.Rdi, r.Rsi));
            Define(143, "sched_getparam", (thread, in r) => TellScheduling(thread, (int)r.Rdi, r.Rsi));
            Define(144, "sched_setscheduler", (thread, in r) => SetSchedulingPolicy(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx));
            Define(145, "sched_getscheduler", (thread, in r) => TellSchedulingPolicy(thread, (int)r.Rdi));
            Define(146, "sched_get_priority_max", (thread, in r) => TellHighestPriority((int)r.Rdi));
            Define(147, "sched_get_priority_min", (thread, in r) => TellLowestPriority((int)r.Rdi));
            Define(148, "sched_rr_get_interval", (thread, in r) => TellTimeSlice(thread, (int)r.Rdi, r.Rsi));
            Define(203, "sched_setaffinity", (thread, in r) => SetAffinity(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(204, "sched_getaffinity", (thread, in r) => TellAffinity(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(309, "getcpu", (thread, in r) => TellProcessor(thread, r.Rdi, r.Rsi));

            // Identity, limits and the machine
            Define(63, "uname", (thread, in r) => TellNames(thread, r.Rdi));
            Define(97, "getrlimit", (thread, in r) => TellLimit(thread, (int)r.Rdi, r.Rsi));
            Define(98, "getrusage", (thread, in r) => TellUsage(thread, (int)r.Rdi, r.Rsi));
            Define(99, "sysinfo", (thread, in r) => TellSystem(thread, r.Rdi));
            Define(102, "getuid", (thread, in r) => thread.Process.Paths.Who.User);
            Define(104, "getgid", (thread, in r) => thread.Process.Paths.Who.Group);
            Define(105, "setuid", (thread, in r) => SetUser(thread, (uint)r.Rdi));
            Define(106, "setgid", (thread, in r) => SetGroupIdentity(thread, (uint)r.Rdi));
            Define(107, "geteuid", (thread, in r) => thread.Process.Paths.Who.User);
            Define(108, "getegid", (thread, in r) => thread.Process.Paths.Who.Group);
            Define(113, "setreuid", (thread, in r) => SetUsers(thread, (uint)r.Rdi, (uint)r.Rsi, uint.MaxValue));
            Define(114, "setregid", (thread, in r) => SetGroups(thread, (uint)r.Rdi, (uint)r.Rsi, uint.MaxValue));
            Define(115, "getgroups", (thread, in r) => TellGroups(thread, (int)r.Rdi, r.Rsi));
            Define(116, "setgroups", (thread, in r) => SetSupplementaryGroups(thread, (int)r.Rdi, r.Rsi));
            Define(117, "setresuid", (thread, in r) => SetUsers(thread, (uint)r.Rdi, (uint)r.Rsi, (uint)r.Rdx));
            Define(118, "getresuid", (thread, in r) => TellUsers(thread, r.Rdi, r.Rsi, r.Rdx));
            Define(119, "setresgid", (thread, in r) => SetGroups(thread, (uint)r.Rdi, (uint)r.Rsi, (uint)r.Rdx));
            Define(120, "getresgid", (thread, in r) => TellGroupIdentities(thread, r.Rdi, r.Rsi, r.Rdx));
            Define(122, "setfsuid", (thread, in r) => thread.Process.Paths.Who.User); // setfsuid(2): the file identity is the effective one; the old value is the answer
            Define(123, "setfsgid", (thread, in r) => thread.Process.Paths.Who.Group);
            Define(125, "capget", (thread, in r) => TellPrivileges(thread, r.Rdi, r.Rsi));
            Define(126, "capset", (thread, in r) => SetPrivileges(thread, r.Rdi, r.Rsi));
            Define(135, "personality", (thread, in r) => ChangePersonality((uint)r.Rdi));
            Define(157, "prctl", (thread, in r) => ControlProcess(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8));
            Define(160, "setrlimit", (thread, in r) => SetLimit(thread, (int)r.Rdi, r.Rsi));
            Define(170, "sethostname", (thread, in r) => SetHostName(thread, r.Rdi, (int)r.Rsi));
            Define(171, "setdomainname", (thread, in r) => SetDomainName(thread, r.Rdi, (int)r.Rsi));
            Define(302, "prlimit64", (thread, in r) => ChangeLimit(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx, r.R10));
            Define(318, "getrandom", (thread, in r) => GetRandom(thread, r.Rdi, r.Rsi, (uint)r.Rdx));
            Define(324, "membarrier", (thread, in r) => Barrier(thread, (int)r.Rdi, (uint)r.Rsi));
        }
    }
}
