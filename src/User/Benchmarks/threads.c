/* Rows about threads and what they wait for. */
#include "vmbench.h"

static int quiet_word, ping, pong;
static char stack[64 * KIB] __attribute__((aligned(64)));

void futex_wake(long unused)
{
	(void)unused;
	long count = repetitions(50000);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++)
			(void)sys_futex(&quiet_word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1);
		stop(&m, count);
	}
	report(&m);
}

/*
 * clone(flags, stack, unused, cleared, unused); the new thread calls body(argument) and ends. Where clone does not read its parent word and
 * its thread pointer, their registers carry the body and its argument across: only rax, rcx and r11 change in a system call.
 */
static __attribute__((naked)) long clone_thread(long flags, char *top, int *cleared, void (*body)(long), long argument)
{
	__asm__("mov %rdx, %r10\n"
		"mov %rcx, %rdx\n"
		"mov $56, %eax\n"
		"syscall\n"
		"test %rax, %rax\n"
		"jz 1f\n"
		"ret\n"
		"1: xor %ebp, %ebp\n"
		"mov %r8, %rdi\n"
		"call *%rdx\n"
		"xor %edi, %edi\n"
		"mov $60, %eax\n"
		"syscall\n");
}

/* Starts the one other thread; the word becomes 0, and is woken, when it has ended. */
static void start_thread(int *alive, void (*body)(long), long argument)
{
	long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID;
	(void)must("clone", clone_thread(flags, stack + sizeof stack, alive, body, argument));
}

static void join(int *alive)
{
	int found;
	while ((found = __atomic_load_n(alive, __ATOMIC_ACQUIRE)) != 0)
		(void)sys_futex(alive, FUTEX_WAIT, found);
}

static void await(int *word, int value)
{
	int found;
	while ((found = __atomic_load_n(word, __ATOMIC_ACQUIRE)) != value)
		(void)sys_futex(word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, found);
}

static void announce(int *word, int value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
	(void)sys_futex(word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1);
}

static void answer(long turns)
{
	for (int turn = 1; turn <= turns; turn++) {
		await(&ping, turn);
		announce(&pong, turn);
	}
}

void futex_pingpong(long unused)
{
	(void)unused;
	long count = repetitions(10000);
	int alive = 1, turn = 0;
	start_thread(&alive, answer, 2 * count);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			announce(&ping, ++turn);
			await(&pong, turn);
		}
		stop(&m, count);
	}
	join(&alive);
	report(&m);
}

static void end_at_once(long unused)
{
	(void)unused;
}

void thread_create_join(long unused)
{
	(void)unused;
	long count = repetitions(2500);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			int alive = 1;
			start_thread(&alive, end_at_once, 0);
			join(&alive);
		}
		stop(&m, count);
	}
	report(&m);
}
