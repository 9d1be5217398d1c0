/* Rows about calls that need nothing, the clock, pipes and signals. */
#include "vmbench.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

void plain_call(long number)
{
	long count = repetitions(100000);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++)
			(void)call(number, 0, 0, 0);
		stop(&m, count);
	}
	report(&m);
}

void read_clock(long way)
{
	struct timespec time;
	long count = repetitions(50000);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		if (way == CLOCK_BY_LIBRARY)
			for (long i = 0; i < count; i++)
				clock_gettime(CLOCK_MONOTONIC, &time);
		else
			for (long i = 0; i < count; i++)
				(void)call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&time, 0);
		stop(&m, count);
	}
	report(&m);
}

static void send_and_receive(int to, int from, long count)
{
	char byte = 'v';
	for (long i = 0; i < count; i++)
		if (sys_write(to, &byte, 1) != 1 || sys_read(from, &byte, 1) != 1)
			fail("pipe", -EIO);
}

void pipe_alone(long unused)
{
	(void)unused;
	int ends[2];
	long count = repetitions(30000);
	(void)must("pipe", sys_pipe(ends));
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		send_and_receive(ends[1], ends[0], count);
		stop(&m, count);
	}
	report(&m);
}

void pipe_pingpong(long unused)
{
	(void)unused;
	int there[2], back[2];
	long count = repetitions(10000);
	(void)must("pipe", sys_pipe(there));
	(void)must("pipe", sys_pipe(back));
	long child = must("fork", sys_fork());
	if (child == 0) {
		char byte;
		(void)sys_close(there[1]);
		(void)sys_close(back[0]);
		while (sys_read(there[0], &byte, 1) == 1)
			(void)sys_write(back[1], &byte, 1);
		sys_exit(0);
	}
	(void)sys_close(there[0]);
	(void)sys_close(back[1]);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		send_and_receive(there[1], back[0], count);
		stop(&m, count);
	}
	report(&m);
	(void)sys_close(there[1]);
	reap(child, 0);
}

static void handle(int signal, struct sigaction action)
{
	if (sigaction(signal, &action, 0))
		fail("sigaction", -errno);
}

static volatile long signals_taken;

static void count_signal(int signal)
{
	(void)signal;
	signals_taken++;
}

void signal_self(long unused)
{
	(void)unused;
	long self = call(SYS_getpid, 0, 0, 0), count = repetitions(20000);
	handle(SIGUSR1, (struct sigaction){ .sa_handler = count_signal });
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++)
			(void)call(SYS_kill, self, SIGUSR1, 0);
		stop(&m, count);
	}
	if (signals_taken != 2 * count)
		fail("signals lost", signals_taken - 2 * count);
	report(&m);
}

static char *guarded;

static void open_guarded(int signal, siginfo_t *what, void *context)
{
	(void)signal;
	(void)context;
	if ((uintptr_t)what->si_addr - (uintptr_t)guarded >= (uintptr_t)PAGE || sys_mprotect(guarded, PAGE, PROT_READ | PROT_WRITE))
		sys_exit(9);
}

void signal_fault(long unused)
{
	(void)unused;
	long count = repetitions(10000);
	handle(SIGSEGV, (struct sigaction){ .sa_sigaction = open_guarded, .sa_flags = SA_SIGINFO });
	guarded = map_private(PAGE);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			(void)sys_mprotect(guarded, PAGE, PROT_READ);
			*(volatile char *)guarded = 1;
		}
		stop(&m, count);
	}
	report(&m);
}
