/* Curves: what an operation costs when there are more and more of what it works among. */
#include "vmbench.h"

#include <stdio.h>

/* Sets the name of the row that comes next: CURVE_SIZE_PART. */
static void part(const char *curve, long size, const char *name)
{
	static char names[64];
	snprintf(names, sizeof names, "%s_%ld_%s", curve, size, name);
	row = names;
}

/* One of count, in an order that looks random and visits each once: the factor has no divisor in common with a power of ten. */
static long scattered(long count, long index)
{
	return index * 61803 % count;
}

static void map_at(char *at, long length)
{
	(void)must("mmap", (long)sys_mmap(at, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1));
}

/* One-page regions with holes between; among them one is replaced, a page is given back and written again, and two pages come and go. */
void curve_regions(long count)
{
	long samples = repetitions(500);
	long span = 2 * count * PAGE;
	char *base = (char *)must("mmap", (long)sys_mmap(0, span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1));
	(void)must("munmap", sys_munmap(base, span));
	for (long i = 0; i < count; i++)
		map_at(base + 2 * i * PAGE, PAGE);
	for (long i = 0; i < samples; i++)
		*(volatile char *)(base + 2 * scattered(count, i) * PAGE) = 1;

	part("regions", count, "replace");
	struct meter m = started();
	for (long i = 0; i < samples; i++) {
		char *at = base + 2 * scattered(count, i) * PAGE;
		(void)sys_munmap(at, PAGE);
		map_at(at, PAGE);
	}
	stop_and_report(&m, samples);

	for (long i = 0; i < samples; i++)
		*(volatile char *)(base + 2 * scattered(count, i) * PAGE) = 1;
	part("regions", count, "refault");
	m = started();
	for (long i = 0; i < samples; i++) {
		char *at = base + 2 * scattered(count, i) * PAGE;
		(void)sys_madvise(at, PAGE, MADV_DONTNEED);
		*(volatile char *)at = 1;
	}
	stop_and_report(&m, samples);

	part("regions", count, "place");
	m = started();
	for (long i = 0; i < samples; i++)
		(void)sys_munmap(map_private(2 * PAGE), 2 * PAGE);
	stop_and_report(&m, samples);
}

/* A process that sends each byte back. */
static void echo(int from, int to)
{
	char byte;
	while (sys_read(from, &byte, 1) == 1)
		(void)sys_write(to, &byte, 1);
	sys_exit(0);
}

/* So many processes asleep; among them one is made and ends, one is looked up, two take turns; then all end. */
void curve_processes(long count)
{
	static int children[10000];
	int gate[2], ready[2], there[2], back[2];
	char byte = 0;
	(void)must("pipe", sys_pipe(gate));
	(void)must("pipe", sys_pipe(ready));
	for (long i = 0; i < count; i++) {
		long child = must("fork", sys_fork());
		if (child == 0) {
			(void)sys_close(gate[1]);
			(void)sys_write(ready[1], &byte, 1);
			(void)sys_read(gate[0], &byte, 1);
			sys_exit(0);
		}
		children[i] = (int)child;
	}
	for (long i = 0; i < count; i++)
		(void)must("read", sys_read(ready[0], &byte, 1));

	long samples = repetitions(40);
	part("processes", count, "fork");
	struct meter m = started();
	for (long i = 0; i < samples; i++) {
		long child = must("fork", sys_fork());
		if (child == 0)
			sys_exit(0);
		reap(child, 0);
	}
	stop_and_report(&m, samples);

	samples = repetitions(500);
	part("processes", count, "find");
	m = started();
	for (long i = 0; i < samples; i++)
		(void)must("kill", call(SYS_kill, children[scattered(count, i)], 0, 0));
	stop_and_report(&m, samples);

	(void)must("pipe", sys_pipe(there));
	(void)must("pipe", sys_pipe(back));
	long partner = must("fork", sys_fork());
	if (partner == 0) {
		(void)sys_close(gate[1]);
		(void)sys_close(there[1]);
		echo(there[0], back[1]);
	}
	part("processes", count, "switch");
	m = started();
	for (long i = 0; i < samples; i++) {
		(void)sys_write(there[1], &byte, 1);
		(void)must("read", sys_read(back[0], &byte, 1));
	}
	stop_and_report(&m, 2 * samples);
	(void)sys_close(there[1]);
	reap(partner, 0);

	part("processes", count, "end");
	m = started();
	(void)sys_close(gate[1]);
	for (long i = 0; i < count; i++)
		(void)must("wait4", sys_wait(-1, 0));
	stop_and_report(&m, count);
}

/* A process with so many MiB of small pages forks; then it does so again, and writes eight pages that are far apart. */
void curve_resident(long mebibytes)
{
	enum { WRITES = 8 };
	long length = mebibytes * MIB, samples = repetitions(mebibytes > 64 ? 4 : 20);
	char *region = map_large(length, SMALL_PAGES);
	write_each(region, length, PAGE);
	for (int writes = 0; writes < 2; writes++) {
		part("resident", mebibytes, writes ? "fork_write" : "fork");
		struct meter m = meter(1);
		while (next_round(&m)) {
			start(&m);
			for (long i = 0; i < samples; i++) {
				long child = must("fork", sys_fork());
				if (child == 0)
					sys_exit(0);
				reap(child, 0);
				if (writes)
					write_each(region, length, length / WRITES);
			}
			stop(&m, samples);
		}
		report(&m);
	}
}

/* Made by hand: the C library's formatting would cost as much as the call that gets the path. */
static const char *entry_path(long number)
{
	enum { DIGITS = 6 };
	static char path[512], *end;
	if (!end)
		end = path + snprintf(path, sizeof path - DIGITS, "%s/entry", file_path("vmbench.many"));
	for (int i = DIGITS; i-- > 0; number /= 10)
		end[i] = (char)('0' + number % 10);
	return path;
}

static void make_entry(long number)
{
	(void)sys_close((int)must("open", sys_open(entry_path(number), O_WRONLY | O_CREAT | O_EXCL)));
}

/* Reads a directory to its end. */
static void list(const char *path)
{
	static char entries[32 * KIB];
	long got;
	int file = (int)must("open", sys_open(path, O_RDONLY | O_DIRECTORY));
	do
		got = must("getdents64", call(SYS_getdents64, file, (long)entries, sizeof entries));
	while (got > 0);
	(void)sys_close(file);
}

/* A directory with so many entries: one more made and removed, one looked up, all listed, all removed. */
void curve_directory(long count)
{
	long samples = repetitions(500);
	struct stat status;
	(void)must("mkdir", call(SYS_mkdir, (long)file_path("vmbench.many"), 0700, 0));
	for (long i = 0; i < count; i++)
		make_entry(i);

	part("directory", count, "create");
	struct meter m = started();
	for (long i = 0; i < samples; i++) {
		make_entry(count + i);
		(void)must("unlink", sys_unlink(entry_path(count + i)));
	}
	stop_and_report(&m, samples);

	part("directory", count, "find");
	m = started();
	for (long i = 0; i < samples; i++)
		(void)must("stat", sys_stat(entry_path(scattered(count, i)), &status));
	stop_and_report(&m, samples);

	long rounds = count < samples ? samples / count : 1;
	part("directory", count, "list");
	m = started();
	for (long i = 0; i < rounds; i++)
		list(file_path("vmbench.many"));
	stop_and_report(&m, rounds * count);

	part("directory", count, "remove");
	m = started();
	for (long i = 0; i < count; i++)
		(void)must("unlink", sys_unlink(entry_path(scattered(count, i))));
	stop_and_report(&m, count);
	(void)must("rmdir", call(SYS_rmdir, (long)file_path("vmbench.many"), 0, 0));
}
