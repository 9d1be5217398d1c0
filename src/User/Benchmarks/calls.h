/* System calls made directly, so that a row holds the kernel's work, a loop, and no C library. Each returns what the kernel returned. */
#pragma once

#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define ALWAYS static inline __attribute__((always_inline))

ALWAYS long call(long number, long first, long second, long third)
{
	long result;
	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(first), "S"(second), "d"(third) : "rcx", "r11", "memory");
	return result;
}

ALWAYS long call_with_6(long number, long first, long second, long third, long fourth, long fifth, long sixth)
{
	long result;
	register long r10 __asm__("r10") = fourth;
	register long r8 __asm__("r8") = fifth;
	register long r9 __asm__("r9") = sixth;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

ALWAYS long call_with_4(long number, long first, long second, long third, long fourth)
{
	long result;
	register long r10 __asm__("r10") = fourth;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}

/* Linux answers with -errno: the last 4,095 values are errors and nothing else. */
ALWAYS int is_error(long result)
{
	return (unsigned long)result > -4096UL;
}

ALWAYS long sys_read(int file, void *to, long count) { return call(SYS_read, file, (long)to, count); }
ALWAYS long sys_write(int file, const void *from, long count) { return call(SYS_write, file, (long)from, count); }
ALWAYS long sys_open(const char *path, int flags) { return call_with_4(SYS_openat, AT_FDCWD, (long)path, flags, 0700); }
ALWAYS long sys_close(int file) { return call(SYS_close, file, 0, 0); }
ALWAYS long sys_rewind(int file) { return call(SYS_lseek, file, 0, SEEK_SET); }
ALWAYS long sys_unlink(const char *path) { return call(SYS_unlink, (long)path, 0, 0); }
ALWAYS long sys_stat(const char *path, struct stat *to) { return call_with_4(SYS_newfstatat, AT_FDCWD, (long)path, (long)to, 0); }
ALWAYS long sys_pipe(int ends[2]) { return call(SYS_pipe, (long)ends, 0, 0); }
ALWAYS long sys_munmap(void *at, long length) { return call(SYS_munmap, (long)at, length, 0); }
ALWAYS long sys_mprotect(void *at, long length, int access) { return call(SYS_mprotect, (long)at, length, access); }
ALWAYS long sys_madvise(void *at, long length, int advice) { return call(SYS_madvise, (long)at, length, advice); }
ALWAYS unsigned long sys_brk(unsigned long end) { return (unsigned long)call(SYS_brk, (long)end, 0, 0); }
ALWAYS long sys_fork(void) { return call_with_6(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0); }
ALWAYS long sys_wait(long child, int *status) { return call_with_4(SYS_wait4, child, (long)status, 0, 0); }

ALWAYS void *sys_mmap(void *at, long length, int access, int flags, int file)
{
	return (void *)call_with_6(SYS_mmap, (long)at, length, access, flags, file, 0);
}

ALWAYS long sys_execve(const char *path, char *const *arguments, char *const *environment)
{
	return call(SYS_execve, (long)path, (long)arguments, (long)environment);
}

ALWAYS long sys_futex(int *word, int operation, int value)
{
	return call_with_6(SYS_futex, (long)word, operation, value, 0, 0, 0);
}

ALWAYS __attribute__((noreturn)) void sys_exit(int status)
{
	for (;;)
		(void)call(SYS_exit_group, status, 0, 0);
}
