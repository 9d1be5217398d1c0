using System;

namespace Vela.Linux;

/// <summary>What system calls are called, and what their arguments are.</summary>
/// <remarks>
/// After each name and a colon, a letter for each argument: n a number or an address, s text up to a zero, w bytes that are read by the call, as
/// many as the next argument says, r bytes that it writes, as many as its result says. Source: the calls' man pages.
/// </remarks>
public static class SystemCallNames
{
    private const int NewerFrom = 424; // pidfd_send_signal: from here on all architectures count alike

    private static ReadOnlySpan<byte> Older =>
          "read:nrn write:nwn open:snn close:n stat:sn fstat:nn lstat:sn poll:nnn lseek:nnn mmap:nnnnnn mprotect:nnn munmap:nn brk:n "u8
        + "rt_sigaction:nnnn rt_sigprocmask:nnnn rt_sigreturn: ioctl:nnn pread64:nrnn pwrite64:nwnn readv:nnn writev:nnn access:sn "u8
        + "pipe:n select:nnnnn sched_yield: mremap:nnnnn msync:nnn mincore:nnn madvise:nnn shmget:nnn shmat:nnn shmctl:nnn dup:n "u8
        + "dup2:nn pause: nanosleep:nn getitimer:nn alarm:n setitimer:nnn getpid: sendfile:nnnn socket:nnn connect:nnn accept:nnn "u8
        + "sendto:nwnnnn recvfrom:nrnnnn sendmsg:nnn recvmsg:nnn shutdown:nn bind:nnn listen:nn getsockname:nnn getpeername:nnn "u8
        + "socketpair:nnnn setsockopt:nnnnn getsockopt:nnnnn clone:nnnnn fork: vfork: execve:snn exit:n wait4:nnnn kill:nn uname:n "u8
        + "semget:nnn semop:nnn semctl:nnnn shmdt:n msgget:nn msgsnd:nnnn msgrcv:nnnnn msgctl:nnn fcntl:nnn flock:nn fsync:n "u8
        + "fdatasync:n truncate:sn ftruncate:nn getdents:nnn getcwd:rn chdir:s fchdir:n rename:ss mkdir:sn rmdir:s creat:sn link:ss "u8
        + "unlink:s symlink:ss readlink:srn chmod:sn fchmod:nn chown:snn fchown:nnn lchown:snn umask:n gettimeofday:nn getrlimit:nn "u8
        + "getrusage:nn sysinfo:n times:n ptrace:nnnn getuid: syslog:nnn getgid: setuid:n setgid:n geteuid: getegid: setpgid:nn "u8
        + "getppid: getpgrp: setsid: setreuid:nn setregid:nn getgroups:nn setgroups:nn setresuid:nnn getresuid:nnn setresgid:nnn "u8
        + "getresgid:nnn getpgid:n setfsuid:n setfsgid:n getsid:n capget:nn capset:nn rt_sigpending:nn rt_sigtimedwait:nnnn "u8
        + "rt_sigqueueinfo:nnn rt_sigsuspend:nn sigaltstack:nn utime:sn mknod:snn uselib:s personality:n ustat:nn statfs:sn "u8
        + "fstatfs:nn sysfs:nnn getpriority:nn setpriority:nnn sched_setparam:nn sched_getparam:nn sched_setscheduler:nnn "u8
        + "sched_getscheduler:n sched_get_priority_max:n sched_get_priority_min:n sched_rr_get_interval:nn mlock:nn munlock:nn "u8
        + "mlockall:n munlockall: vhangup: modify_ldt:nnn pivot_root:ss _sysctl:n prctl:nnnnn arch_prctl:nn adjtimex:n setrlimit:nn "u8
        + "chroot:s sync: acct:s settimeofday:nn mount:sssnn umount2:sn swapon:sn swapoff:s reboot:nnnn sethostname:wn "u8
        + "setdomainname:wn iopl:n ioperm:nnn create_module:sn init_module:nns delete_module:sn get_kernel_syms:n query_module:snnnn "u8
        + "quotactl:nsnn nfsservctl:nnn getpmsg:nnnn putpmsg:nnnn afs_syscall: tuxcall: security: gettid: readahead:nnn "u8
        + "setxattr:sswnn lsetxattr:sswnn fsetxattr:nswnn getxattr:ssnn lgetxattr:ssnn fgetxattr:nsnn listxattr:snn llistxattr:snn "u8
        + "flistxattr:nnn removexattr:ss lremovexattr:ss fremovexattr:ns tkill:nn time:n futex:nnnnnn sched_setaffinity:nnn "u8
        + "sched_getaffinity:nnn set_thread_area:n io_setup:nn io_destroy:n io_getevents:nnnnn io_submit:nnn io_cancel:nnn "u8
        + "get_thread_area:n lookup_dcookie:nnn epoll_create:n epoll_ctl_old:nnnn epoll_wait_old:nnnn remap_file_pages:nnnnn "u8
        + "getdents64:nnn set_tid_address:n restart_syscall: semtimedop:nnnn fadvise64:nnnn timer_create:nnn timer_settime:nnnn "u8
        + "timer_gettime:nn timer_getoverrun:n timer_delete:n clock_settime:nn clock_gettime:nn clock_getres:nn clock_nanosleep:nnnn "u8
        + "exit_group:n epoll_wait:nnnn epoll_ctl:nnnn tgkill:nnn utimes:sn vserver: mbind:nnnnnn set_mempolicy:nnn "u8
        + "get_mempolicy:nnnnn mq_open:snnn mq_unlink:s mq_timedsend:nwnnn mq_timedreceive:nrnnn mq_notify:nn mq_getsetattr:nnn "u8
        + "kexec_load:nnnn waitid:nnnnn add_key:ssnnn request_key:sssn keyctl:nnnnn ioprio_set:nnn ioprio_get:nn inotify_init: "u8
        + "inotify_add_watch:nsn inotify_rm_watch:nn migrate_pages:nnnn openat:nsnn mkdirat:nsn mknodat:nsnn fchownat:nsnnn "u8
        + "futimesat:nsn newfstatat:nsnn unlinkat:nsn renameat:nsns linkat:nsnsn symlinkat:sns readlinkat:nsrn fchmodat:nsn "u8
        + "faccessat:nsn pselect6:nnnnnn ppoll:nnnnn unshare:n set_robust_list:nn get_robust_list:nnn splice:nnnnnn tee:nnnn "u8
        + "sync_file_range:nnnn vmsplice:nnnn move_pages:nnnnnn utimensat:nsnn epoll_pwait:nnnnnn signalfd:nnn timerfd_create:nn "u8
        + "eventfd:n fallocate:nnnn timerfd_settime:nnnn timerfd_gettime:nn accept4:nnnn signalfd4:nnnn eventfd2:nn epoll_create1:n "u8
        + "dup3:nnn pipe2:nn inotify_init1:n preadv:nnnn pwritev:nnnn rt_tgsigqueueinfo:nnnn perf_event_open:nnnnn recvmmsg:nnnnn "u8
        + "fanotify_init:nn fanotify_mark:nnnns prlimit64:nnnn name_to_handle_at:nsnnn open_by_handle_at:nnn clock_adjtime:nn "u8
        + "syncfs:n sendmmsg:nnnn setns:nn getcpu:nnn process_vm_readv:nnnnnn process_vm_writev:nnnnnn kcmp:nnnnn finit_module:nsn "u8
        + "sched_setattr:nnn sched_getattr:nnnn renameat2:nsnsn seccomp:nnn getrandom:nnn memfd_create:sn kexec_file_load:nnnsn "u8
        + "bpf:nnn execveat:nsnnn userfaultfd:n membarrier:nnn mlock2:nnn copy_file_range:nnnnnn preadv2:nnnnnn pwritev2:nnnnnn "u8
        + "pkey_mprotect:nnnn pkey_alloc:nn pkey_free:n statx:nsnnn io_pgetevents:nnnnnn rseq:nnnn "u8;

    private static ReadOnlySpan<byte> Newer =>
          "pidfd_send_signal:nnnn io_uring_setup:nn io_uring_enter:nnnnnn io_uring_register:nnnn open_tree:nsn move_mount:nsnsn "u8
        + "fsopen:sn fsconfig:nnsnn fsmount:nnn fspick:nsn pidfd_open:nn clone3:nn close_range:nnn openat2:nsnn pidfd_getfd:nnn "u8
        + "faccessat2:nsnn process_madvise:nnnnn epoll_pwait2:nnnnnn mount_setattr:nsnnn quotactl_fd:nnnn "u8
        + "landlock_create_ruleset:nnn landlock_add_rule:nnnn landlock_restrict_self:nn memfd_secret:n process_mrelease:nn "u8
        + "futex_waitv:nnnnn set_mempolicy_home_node:nnnn cachestat:nnnn fchmodat2:nsnn map_shadow_stack:nnn futex_wake:nnnn "u8
        + "futex_wait:nnnnnn futex_requeue:nnnn statmount:nnnn listmount:nnnn lsm_get_self_attr:nnnn lsm_set_self_attr:nnnn "u8
        + "lsm_list_modules:nnn mseal:nnn "u8;

    /// <summary>Empty for a number without a call.</summary>
    public static ReadOnlySpan<byte> Of(ulong number)
    {
        ReadOnlySpan<byte> entry = EntryOf(number);
        return entry.IsEmpty ? entry : entry[..entry.IndexOf((byte)':')];
    }

    /// <summary>A letter for each argument; six numbers where nothing is known of the call.</summary>
    public static ReadOnlySpan<byte> ArgumentsOf(ulong number)
    {
        ReadOnlySpan<byte> entry = EntryOf(number);
        return entry.IsEmpty ? "nnnnnn"u8 : entry[(entry.IndexOf((byte)':') + 1)..];
    }

    private static ReadOnlySpan<byte> EntryOf(ulong number)
    {
        ReadOnlySpan<byte> entries = number < NewerFrom ? Older : Newer;
        for (ulong left = number < NewerFrom ? number : number - NewerFrom; left != 0 && !entries.IsEmpty; left--)
        {
            entries = entries[(entries.IndexOf((byte)' ') + 1)..];
        }

        return entries.IsEmpty ? entries : entries[..entries.IndexOf((byte)' ')];
    }
}
