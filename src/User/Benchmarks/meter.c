/* How a row is timed and how it says so. */
#include "vmbench.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *row = "";
const char *profiled_row;
long repetitions_divisor = 1;

/*
 * A profile (build/bench --profile) counts what runs between these two: the emulator reports their addresses as it passes them.
 * Only the timed parts of the profiled row do.
 */
__attribute__((noinline)) void profile_begins(void) { __asm__ volatile(""); }
__attribute__((noinline)) void profile_ends(void) { __asm__ volatile(""); }

static int is_profiled(const struct meter *meter)
{
	return profiled_row && !meter->warming_up && !strcmp(row, profiled_row);
}

uint64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

struct meter meter(long rounds)
{
	return (struct meter){ .rounds_left = rounds + 1, .warming_up = 2 };
}

int next_round(struct meter *meter)
{
	if (meter->warming_up)
		meter->warming_up--;
	return meter->rounds_left-- > 0;
}

void start(struct meter *meter)
{
	if (is_profiled(meter)) {
		/* Whoever profiles switches the trace on now, and answers with a byte. */
		char byte;
		say("# profile: ready\n");
		(void)sys_read(0, &byte, 1);
		profile_begins();
	}
	meter->began = now();
}

void stop(struct meter *meter, long operations)
{
	uint64_t ended = now();
	if (is_profiled(meter))
		profile_ends();
	if (meter->warming_up)
		return;
	meter->nanoseconds += ended - meter->began;
	meter->operations += (uint64_t)operations;
}

void report(const struct meter *meter)
{
	char line[160];
	uint64_t thousandths = meter->operations ? (meter->nanoseconds * 1000 + meter->operations / 2) / meter->operations : 0;
	snprintf(line, sizeof line, "%s\t%lu\t%lu.%03lu\n", row, meter->operations, thousandths / 1000, thousandths % 1000);
	say(line);
}

struct meter started(void)
{
	struct meter meter = { 0 };
	start(&meter);
	return meter;
}

void stop_and_report(struct meter *meter, long operations)
{
	stop(meter, operations);
	report(meter);
}

long repetitions(long usual)
{
	long count = usual / repetitions_divisor;
	return count < 2 ? 2 : count;
}

void say(const char *text)
{
	(void)sys_write(1, text, (long)strlen(text));
}

void remark(const char *format, ...)
{
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	say(line);
}

void fail(const char *what, long result)
{
	remark("%s\t0\tfail:%s:%ld\n", row, what, -result);
	sys_exit(3);
}
