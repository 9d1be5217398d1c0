/*
 * Makes random system calls, and lives to tell: fuzzer SEED CALLS [THREADS].
 *
 * A parent, which calls nothing at random, starts a worker for each batch of calls; the worker's threads share memory and descriptors. A worker
 * may die or block: the parent sees that its counter stands, kills it and goes on with the next batch. The same seed makes the same batches;
 * how the threads of one interleave is the scheduler's choice (one thread makes the same calls each time).
 * Not called: what ends the run (exit of the parent's kind is no harm; reboot, signals to other processes than the worker's own).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { batch_calls = 2000, most_threads = 8, stack_bytes = 65536, arena_bytes = 65536, stall_milliseconds = 150 };

struct shared {
	volatile uint64_t done[most_threads];   /* calls made by each thread */
	volatile uint64_t last[most_threads][7]; /* the call each is in */
	volatile uint32_t ended[most_threads];
};

static struct shared *shared;
static unsigned char *arena, *read_only, *closed;
static uint64_t batch_seed;
static unsigned long thread_calls;

struct random { uint64_t state; };

static uint64_t next(struct random *r)
{
	/* splitmix64 */
	uint64_t z = r->state += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t below(struct random *r, uint64_t limit) { return next(r) % limit; }

/* A call; the child of a fork or a new thread ends at once, without a stack. */
static long call(uint64_t number, const uint64_t *a)
{
	register uint64_t r10 __asm__("r10") = a[3], r8 __asm__("r8") = a[4], r9 __asm__("r9") = a[5];
	uint64_t forks = number == 56 || number == 57 || number == 58 || number == 435;
	long result;
	__asm__ volatile(
		"mov %[forks], %%r12\n\t"
		"syscall\n\t"
		"test %%rax, %%rax\n\t"
		"jnz 1f\n\t"
		"test %%r12, %%r12\n\t"
		"jz 1f\n\t"
		"mov $60, %%eax\n\t"
		"xor %%edi, %%edi\n\t"
		"syscall\n"
		"1:"
		: "=a"(result), "+r"(r10), "+r"(r8), "+r"(r9)
		: "0"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), [forks] "r"(forks)
		: "rcx", "r11", "r12", "memory");
	return result;
}

static const char *const paths[] = {
	"/tmp/fuzz", "/tmp/fuzz/a", "/tmp/fuzz/b", "/tmp/fuzz/d", "/tmp/fuzz/d/e", "/tmp/fuzz/link", "/tmp/fuzz/fifo", "a", "b", "d/e", "link", ".", "..", "",
	"/dev/null", "/dev/zero", "/proc", "/proc/meminfo", "/proc/mounts", "/proc/self/maps", "/proc/self/fd/3", "fifo", "d/../../x", "no/such", "link/x",
	"/tmp/fuzz/a/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

static uint64_t number_value(struct random *r)
{
	static const uint64_t edges[] = {
		0, 1, 2, 3, 4, 7, 8, 15, 16, 24, 31, 63, 64, 100, 127, 128, 255, 256, 512, 1000, 1023, 1024, 4095, 4096, 4097, 8192, 65535, 65536, 1 << 20, 1 << 24,
		0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffff, 0x800000000000, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
		0xfffffffffffffffe, 0xffffffffffffff9c, 0xfffffffffffff000, 0x7ffffffffffff000, 999999999, 1000000000,
	};
	switch (below(r, 6)) {
	case 0: case 1: return edges[below(r, sizeof edges / sizeof *edges)];
	case 2: return (uint64_t)1 << below(r, 64);
	case 3: return below(r, 64);
	case 4: return next(r) >> below(r, 64);
	default: return (uint64_t)1 << below(r, 32) | (uint64_t)1 << below(r, 32) | below(r, 4);
	}
}

static uint64_t pointer_value(struct random *r)
{
	switch (below(r, 16)) {
	case 0: return 0;
	case 1: return (uint64_t)read_only + below(r, 4096);
	case 2: return (uint64_t)closed + below(r, 4096);
	case 3: return (uint64_t)arena + arena_bytes - below(r, 32);
	case 4: return 0x7f7ffffff000 - below(r, 16);
	case 5: return 0xffff800000000000 + below(r, 1 << 20);
	case 6: return 0xffffffff80200000 + below(r, 1 << 20);
	case 7: return number_value(r);
	default: return (uint64_t)arena + (below(r, arena_bytes - 4096) & ~7ull);
	}
}

static uint64_t argument(struct random *r)
{
	switch (below(r, 10)) {
	case 0: case 1: return below(r, 24);                  /* a descriptor, a small number */
	case 2: case 3: case 4: return pointer_value(r);
	case 5: case 6: return (uint64_t)read_only + below(r, sizeof paths / sizeof *paths) * 512; /* a path */
	default: return number_value(r);
	}
}

/* Fills a piece of the arena with what calls like to find there. */
static void scribble(struct random *r)
{
	uint64_t *at = (uint64_t *)(arena + (below(r, arena_bytes - 4096) & ~7ull));
	for (unsigned i = 0, n = 4 + below(r, 28); i < n; i++) {
		switch (below(r, 4)) {
		case 0: at[i] = number_value(r); break;
		case 1: at[i] = pointer_value(r); break;
		case 2: at[i] = below(r, 16); break;
		default: at[i] = below(r, 16) | below(r, 1 << 16) << 32; break;
		}
	}
}

/* Whether a call would end the run or stop it for good, with these arguments. */
static int is_harmful(uint64_t number, const uint64_t *a)
{
	switch ((unsigned)number) {
	case 60: case 231: case 169: /* exit, exit_group, reboot */
	case 62: case 129: case 200: case 234: case 297: case 424: /* signals to others */
	case 34: case 130: /* pause, rt_sigsuspend: nothing comes */
	case 161: /* chroot: the rest would find nothing */
	case 15: /* rt_sigreturn outside a handler jumps anywhere */
		return 1;
	case 7: case 232: case 281: case 271: case 23: case 270: case 35: case 230: case 202: case 128: case 441: case 61: case 247: case 72: case 73: case 0: case 19: case 449:
		return (a[5] & 15) != 0; /* may block for good: rarely */
	case 109: case 112: case 57: case 58: case 56: case 435:
		return (a[5] & 3) != 0;
	default: return 0;
	}
}

static int work(void *argument_)
{
	unsigned index = (unsigned)(uintptr_t)argument_;
	struct random r = { batch_seed * 0x2545f4914f6cdd1d + index };
	for (unsigned long i = 0; i < thread_calls; i++) {
		uint64_t a[6], number = below(&r, 32) == 0 ? next(&r) : below(&r, 460);
		for (int n = 0; n < 6; n++) {
			a[n] = argument(&r);
		}

		if (below(&r, 4) == 0) {
			scribble(&r);
		}

		if (number == 56) {
			a[0] &= ~(uint64_t)CLONE_PARENT; /* its end would signal our parent */
		} else if (number == 435 && a[0] - (uint64_t)arena < arena_bytes - 8) {
			*(uint64_t *)a[0] &= ~(uint64_t)CLONE_PARENT;
		}

		if (is_harmful(number, a)) {
			number = below(&r, 16) + 448; /* mostly absent */
			a[0] = 100;
			if (number == 449 || number == 452) {
				number = 39;
			}
		}

		shared->last[index][0] = number;
		for (int n = 0; n < 6; n++) {
			shared->last[index][n + 1] = a[n];
		}

		(void)call(number, a);
		shared->done[index]++;
	}

	shared->ended[index] = 1;
	uint64_t status[6] = { 0 };
	(void)call(index == 0 ? 186 : 60, status);
	return 0;
}

static void prepare(void)
{
	(void)mkdir("/tmp/fuzz", 0777);
	(void)mkdir("/tmp/fuzz/d", 0777);
	(void)chdir("/tmp/fuzz");
	(void)close(open("a", O_CREAT | O_RDWR, 0666));
	(void)symlink("a", "link");
	(void)mkfifo("fifo", 0666);
	int null = open("/dev/null", O_RDWR);
	for (int i = 0; i < 3; i++) {
		(void)dup2(null, i);
	}

	int ends[2];
	if (pipe2(ends, O_NONBLOCK) != 0 || open("a", O_RDWR) < 0 || open("/tmp/fuzz", O_RDONLY) < 0 || open("/dev/zero", O_RDWR) < 0 || open("/proc/meminfo", O_RDONLY) < 0) {
		_exit(3);
	}

	struct rlimit memory = { 256 << 20, 256 << 20 };
	(void)setrlimit(RLIMIT_AS, &memory);
	for (int signal_ = 1; signal_ < 32; signal_++) {
		if (signal_ != SIGSEGV && signal_ != SIGBUS && signal_ != SIGILL && signal_ != SIGFPE) {
			(void)signal(signal_, SIG_IGN);
		}
	}
}

static void run_worker(unsigned threads)
{
	prepare();
	for (unsigned i = 1; i < threads; i++) {
		char *stack = mmap(NULL, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (stack == MAP_FAILED ||
		    clone(work, stack + stack_bytes, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, (void *)(uintptr_t)i) < 0) {
			_exit(4);
		}
	}

	(void)work((void *)0);
	uint64_t done[6] = { 0 };
	for (unsigned i = 1; i < threads; i++) {
		for (int turns = 0; !shared->ended[i] && turns < 10000; turns++) {
			(void)call(24, done);
		}
	}

	(void)call(231, done);
}

static uint64_t made(unsigned threads)
{
	uint64_t sum = 0;
	for (unsigned i = 0; i < threads; i++) {
		sum += shared->done[i] <= thread_calls ? shared->done[i] : thread_calls;
	}

	return sum;
}

static void clean(void)
{
	static const char *const commands[] = { "/tmp/fuzz/d/e", "/tmp/fuzz/d", "/tmp/fuzz/a", "/tmp/fuzz/b", "/tmp/fuzz/link", "/tmp/fuzz/fifo" };
	for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (unlink(commands[i]) != 0) {
			(void)rmdir(commands[i]);
		}
	}

	/* Segments outlive whoever made them, and a locked one is all there. */
	struct shmid_ds segment;
	int last = shmctl(0, SHM_INFO, &segment);
	for (int i = 0; i <= last; i++) {
		int id = shmctl(i, SHM_STAT, &segment);
		if (id >= 0) {
			(void)shmctl(id, IPC_RMID, NULL);
		}
	}
}

int main(int count, char **arguments)
{
	if (count < 3) {
		fprintf(stderr, "usage: fuzzer SEED CALLS [THREADS]\n");
		return 2;
	}

	uint64_t seed = strtoull(arguments[1], NULL, 0), wanted = strtoull(arguments[2], NULL, 0), total = 0;
	unsigned threads = count > 3 ? (unsigned)atoi(arguments[3]) : 3;
	if (threads < 1 || threads > most_threads) {
		return 2;
	}

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("seed %llu\n", (unsigned long long)seed);
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* Nothing lies near the pieces, so that a long write into one ends there. */
	closed = mmap(NULL, 4ul << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	arena = closed + (1 << 20);
	read_only = closed + (2 << 20);
	(void)mprotect(arena, arena_bytes, PROT_READ | PROT_WRITE);
	(void)mprotect(read_only, 4 * 4096, PROT_READ | PROT_WRITE);
	for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
		strcpy((char *)read_only + 512 * i, paths[i]);
	}

	(void)mprotect(read_only, 4 * 4096, PROT_READ);
	unsigned long batches = 0, died = 0, stalled = 0;
	while (total < wanted) {
		batch_seed = seed + batches++;
		memset((void *)shared, 0, sizeof *shared);
		thread_calls = batch_calls / threads;
		pid_t worker = fork();
		if (worker < 0) {
			printf("fork failed after %llu calls\n", (unsigned long long)total);
			return 1;
		}

		if (worker == 0) {
			(void)setsid();
			run_worker(threads);
		}

		int status = 0;
		uint64_t before = 0;
		for (int still = 0;;) {
			pid_t ended = waitpid(worker, &status, WNOHANG | __WALL);
			if (ended == worker) {
				break;
			}

			struct timespec pause = { 0, 2000000 };
			(void)nanosleep(&pause, NULL);
			uint64_t now = made(threads);
			still = now == before ? still + 2 : 0;
			before = now;
			if (still >= stall_milliseconds) {
				stalled++;
				(void)kill(worker, SIGKILL);
				(void)waitpid(worker, &status, __WALL);
				break;
			}
		}

		if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL) {
			died++;
		}

		uint64_t calls = made(threads);
		if (calls == 0 && WIFEXITED(status) && WEXITSTATUS(status) != 0) {
			printf("a worker could not start: %d\n", WEXITSTATUS(status));
			return 1;
		}

		total += calls;
		clean();
		while (waitpid(-1, NULL, WNOHANG) > 0) {
		}
	}

	printf("%llu calls in %lu batches, %lu died, %lu stalled\n", (unsigned long long)total, batches, died, stalled);
	return 0;
}
