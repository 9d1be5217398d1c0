using Vela.Fs;
using Vela.Primitives;

namespace Vela.Linux;

/// <remarks>The table, continued: calls on files and descriptors.</remarks>
public sealed partial class LinuxPersonality
{
    private void DefineFileCalls()
    {
        unchecked
        {
            Define(0, "read", (thread, in r) => Read(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(1, "write", (thread, in r) => Write(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(2, "open", (thread, in r) => Open(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx));
            Define(3, "close", (thread, in r) => Close(thread, (int)r.Rdi));
            Define(4, "stat", (thread, in r) => TellStatus(thread, FromWorkingDirectory, r.Rdi, r.Rsi, 0));
            Define(5, "fstat", (thread, in r) => TellStatusOf(thread, (int)r.Rdi, r.Rsi));
            Define(6, "lstat", (thread, in r) => TellStatus(thread, FromWorkingDirectory, r.Rdi, r.Rsi, PathFlags.NoFollow));
            Define(7, "poll", (thread, in r) => Poll(thread, r.Rdi, r.Rsi, (int)r.Rdx));
            Define(8, "lseek", (thread, in r) => Seek(thread, (int)r.Rdi, (long)r.Rsi, (uint)r.Rdx));
            Define(16, "ioctl", (thread, in r) => ControlDevice(thread, (int)r.Rdi, (uint)r.Rsi, r.Rdx));
            Define(17, "pread64", (thread, in r) => ReadAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10));
            Define(18, "pwrite64", (thread, in r) => WriteAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10));
            Define(19, "readv", (thread, in r) => ReadSegments(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(20, "writev", (thread, in r) => WriteSegments(thread, (int)r.Rdi, r.Rsi, r.Rdx));
            Define(21, "access", (thread, in r) => CheckAccess(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, 0));
            Define(22, "pipe", (thread, in r) => MakePipe(thread, r.Rdi, 0));
            Define(23, "select", (thread, in r) => Select(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8));
            Define(32, "dup", (thread, in r) => Duplicate(thread, (int)r.Rdi));
            Define(33, "dup2", (thread, in r) => DuplicateTo(thread, (int)r.Rdi, (int)r.Rsi));
            Define(40, "sendfile", (thread, in r) => SendFile(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx, r.R10));
            Define(41, "socket", (thread, in r) => (CallResult)Errno.AddressFamilyNotSupported); // socket(2)
            Define(42, "connect", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(43, "accept", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(44, "sendto", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(45, "recvfrom", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(46, "sendmsg", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(47, "recvmsg", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(48, "shutdown", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(49, "bind", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(50, "listen", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(51, "getsockname", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(52, "getpeername", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(54, "setsockopt", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(55, "getsockopt", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(288, "accept4", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(299, "recvmmsg", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(307, "sendmmsg", (thread, in r) => RefuseSocket(thread, (int)r.Rdi));
            Define(53, "socketpair", (thread, in r) => (CallResult)Errno.AddressFamilyNotSupported); // socketpair(2)
            Define(72, "fcntl", (thread, in r) => Control(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx));
            Define(73, "flock", (thread, in r) => LockFile(thread, (int)r.Rdi, (uint)r.Rsi));
            Define(74, "fsync", (thread, in r) => SyncFile(thread, (int)r.Rdi, SyncKind.Everything));
            Define(75, "fdatasync", (thread, in r) => SyncFile(thread, (int)r.Rdi, SyncKind.Contents));
            Define(76, "truncate", (thread, in r) => Resize(thread, r.Rdi, (long)r.Rsi));
            Define(77, "ftruncate", (thread, in r) => ResizeOf(thread, (int)r.Rdi, (long)r.Rsi));
            Define(78, "getdents", (thread, in r) => List(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, DirectoryFormat.Old));
            Define(79, "getcwd", (thread, in r) => TellDirectory(thread, r.Rdi, r.Rsi));
            Define(80, "chdir", (thread, in r) => ChangeDirectory(thread, r.Rdi));
            Define(81, "fchdir", (thread, in r) => ChangeDirectoryTo(thread, (int)r.Rdi));
            Define(82, "rename", (thread, in r) => Rename(thread, FromWorkingDirectory, r.Rdi, FromWorkingDirectory, r.Rsi, 0));
            Define(83, "mkdir", (thread, in r) => MakeDirectory(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi));
            Define(84, "rmdir", (thread, in r) => Remove(thread, FromWorkingDirectory, r.Rdi, PathFlags.RemoveDirectory));
            Define(85, "creat", (thread, in r) => Open(thread, FromWorkingDirectory, r.Rdi, OpenBits.ForCreat, (uint)r.Rsi));
            Define(86, "link", (thread, in r) => Link(thread, FromWorkingDirectory, r.Rdi, FromWorkingDirectory, r.Rsi, 0));
            Define(87, "unlink", (thread, in r) => Remove(thread, FromWorkingDirectory, r.Rdi, 0));
            Define(88, "symlink", (thread, in r) => MakeSymbolicLink(thread, r.Rdi, FromWorkingDirectory, r.Rsi));
            Define(89, "readlink", (thread, in r) => ReadLink(thread, FromWorkingDirectory, r.Rdi, r.Rsi, (int)r.Rdx));
            Define(90, "chmod", (thread, in r) => ChangePermissions(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, 0));
            Define(91, "fchmod", (thread, in r) => ChangePermissionsOf(thread, (int)r.Rdi, (uint)r.Rsi));
            Define(92, "chown", (thread, in r) => ChangeOwner(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx, 0));
            Define(93, "fchown", (thread, in r) => ChangeOwnerOf(thread, (int)r.Rdi, (uint)r.Rsi, (uint)r.Rdx));
            Define(94, "lchown", (thread, in r) => ChangeOwner(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx, PathFlags.NoFollow));
            Define(95, "umask", (thread, in r) => ChangeMask(thread, (uint)r.Rdi));
            Define(132, "utime", (thread, in r) => ChangeTimes(thread, FromWorkingDirectory, r.Rdi, r.Rsi, 0, TimesForm.Seconds));
            Define(133, "mknod", (thread, in r) => MakeNode(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx));
            Define(137, "statfs", (thread, in r) => TellFileSystem(thread, r.Rdi, r.Rsi));
            Define(138, "fstatfs", (thread, in r) => TellFileSystemOf(thread, (int)r.Rdi, r.Rsi));
            Define(161, "chroot", (thread, in r) => ChangeRoot(thread, r.Rdi));
            Define(162, "sync", (thread, in r) => SyncAll(thread));
            Define(165, "mount", (thread, in r) => Mount(thread, r.Rdi, r.Rsi, r.Rdx, (uint)r.R10, r.R8));
            Define(166, "umount2", (thread, in r) => Unmount(thread, r.Rdi, (uint)r.Rsi));
            Define(187, "readahead", (thread, in r) => ReadAhead(thread, (int)r.Rdi));
            Define(188, "setxattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.Follow));
            Define(191, "getxattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.Follow));
            Define(194, "listxattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.Follow));
            Define(197, "removexattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.Follow));
            Define(189, "lsetxattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.None));
            Define(192, "lgetxattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.None));
            Define(195, "llistxattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.None));
            Define(198, "lremovexattr", (thread, in r) => RefuseAttribute(thread, r.Rdi, WalkMode.None));
            Define(190, "fsetxattr", (thread, in r) => RefuseAttributeOf(thread, (int)r.Rdi));
            Define(193, "fgetxattr", (thread, in r) => RefuseAttributeOf(thread, (int)r.Rdi));
            Define(196, "flistxattr", (thread, in r) => RefuseAttributeOf(thread, (int)r.Rdi));
            Define(199, "fremovexattr", (thread, in r) => RefuseAttributeOf(thread, (int)r.Rdi));
            Define(213, "epoll_create", (thread, in r) => (int)r.Rdi <= 0 ? Errno.Invalid : MakePollSet(thread, 0));
            Define(217, "getdents64", (thread, in r) => List(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, DirectoryFormat.Current));
            Define(221, "fadvise64", (thread, in r) => Advise(thread, (int)r.Rdi, (long)r.Rdx, (int)r.R10));
            Define(232, "epoll_wait", (thread, in r) => WaitForPollSet(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, (int)r.R10, 0, 0));
            Define(233, "epoll_ctl", (thread, in r) => ChangePollSet(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx, r.R10));
            Define(235, "utimes", (thread, in r) => ChangeTimes(thread, FromWorkingDirectory, r.Rdi, r.Rsi, 0, TimesForm.Microseconds));
            Define(257, "openat", (thread, in r) => Open(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10));
            Define(258, "mkdirat", (thread, in r) => MakeDirectory(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx));
            Define(259, "mknodat", (thread, in r) => MakeNode(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10));
            Define(260, "fchownat", (thread, in r) => ChangeOwner(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10, (uint)r.R8));
            Define(261, "futimesat", (thread, in r) => ChangeTimes(thread, (int)r.Rdi, r.Rsi, r.Rdx, 0, TimesForm.Microseconds));
            Define(262, "newfstatat", (thread, in r) => TellStatus(thread, (int)r.Rdi, r.Rsi, r.Rdx, (uint)r.R10));
            Define(263, "unlinkat", (thread, in r) => Remove(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx));
            Define(264, "renameat", (thread, in r) => Rename(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, 0));
            Define(265, "linkat", (thread, in r) => Link(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, (uint)r.R8));
            Define(266, "symlinkat", (thread, in r) => MakeSymbolicLink(thread, r.Rdi, (int)r.Rsi, r.Rdx));
            Define(267, "readlinkat", (thread, in r) => ReadLink(thread, (int)r.Rdi, r.Rsi, r.Rdx, (int)r.R10));
            Define(268, "fchmodat", (thread, in r) => ChangePermissions(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, 0));
            Define(269, "faccessat", (thread, in r) => CheckAccess(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, 0));
            Define(270, "pselect6", (thread, in r) => SelectMasked(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8, r.R9));
            Define(271, "ppoll", (thread, in r) => PollMasked(thread, r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8));
            Define(275, "splice", (thread, in r) => (CallResult)Errno.Invalid); // splice(2): no file here supports it
            Define(276, "tee", (thread, in r) => (CallResult)Errno.Invalid); // tee(2)
            Define(277, "sync_file_range", (thread, in r) => SyncRange(thread, (int)r.Rdi, (long)r.Rsi, (long)r.Rdx, (uint)r.R10));
            Define(278, "vmsplice", (thread, in r) => (CallResult)Errno.Invalid); // vmsplice(2)
            Define(280, "utimensat", (thread, in r) => ChangeTimes(thread, (int)r.Rdi, r.Rsi, r.Rdx, (uint)r.R10, TimesForm.Nanoseconds));
            Define(281, "epoll_pwait", (thread, in r) => WaitForPollSet(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, (int)r.R10, r.R8, r.R9));
            Define(282, "signalfd", (thread, in r) => MakeSignalFile(thread, (int)r.Rdi, r.Rsi, r.Rdx, 0));
            Define(283, "timerfd_create", (thread, in r) => MakeTimer(thread, (int)r.Rdi, (uint)r.Rsi));
            Define(284, "eventfd", (thread, in r) => MakeCounter(thread, (uint)r.Rdi, 0));
            Define(285, "fallocate", (thread, in r) => Allocate(thread, (int)r.Rdi, (uint)r.Rsi, (long)r.Rdx, (long)r.R10));
            Define(286, "timerfd_settime", (thread, in r) => SetTimer(thread, (int)r.Rdi, (uint)r.Rsi, r.Rdx, r.R10));
            Define(287, "timerfd_gettime", (thread, in r) => TellTimer(thread, (int)r.Rdi, r.Rsi));
            Define(289, "signalfd4", (thread, in r) => MakeSignalFile(thread, (int)r.Rdi, r.Rsi, r.Rdx, (uint)r.R10));
            Define(290, "eventfd2", (thread, in r) => MakeCounter(thread, (uint)r.Rdi, (uint)r.Rsi));
            Define(291, "epoll_create1", (thread, in r) => MakePollSet(thread, (uint)r.Rdi));
            Define(292, "dup3", (thread, in r) => DuplicateTo(thread, (int)r.Rdi, (int)r.Rsi, (uint)r.Rdx));
            Define(293, "pipe2", (thread, in r) => MakePipe(thread, r.Rdi, (uint)r.Rsi));
            Define(295, "preadv", (thread, in r) => ReadSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, 0, CursorUse.Never));
            Define(296, "pwritev", (thread, in r) => WriteSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, 0, CursorUse.Never));
            Define(306, "syncfs", (thread, in r) => SyncFileSystem(thread, (int)r.Rdi));
            Define(316, "renameat2", (thread, in r) => Rename(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, (uint)r.R8));
            Define(319, "memfd_create", (thread, in r) => MakeMemoryFile(thread, r.Rdi, (uint)r.Rsi));
            Define(326, "copy_file_range", (thread, in r) => CopyRange(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, r.R8, (uint)r.R9));
            Define(327, "preadv2", (thread, in r) => ReadSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, (uint)r.R9, CursorUse.AtMinusOne));
            Define(328, "pwritev2", (thread, in r) => WriteSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, (uint)r.R9, CursorUse.AtMinusOne));
            Define(332, "statx", (thread, in r) => TellStatusExtended(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10, r.R8));
            Define(436, "close_range", (thread, in r) => CloseRange(thread, (uint)r.Rdi, (uint)r.Rsi, (uint)r.Rdx));
            Define(437, "openat2", (thread, in r) => OpenHow(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10));
            Define(439, "faccessat2", (thread, in r) => CheckAccess(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10));
            Define(441, "epoll_pwait2", (thread, in r) => WaitForPollSetTimed(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, r.R8, r.R9));
            Define(452, "fchmodat2", (thread, in r) => ChangePermissions(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10));
        }
    }
}
