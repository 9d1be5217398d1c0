/* Rows about page faults. */
#include "vmbench.h"

#include <errno.h>

void anonymous_fault(long page_choice)
{
	long length = 16 * MIB;
	struct meter m = meter(repetitions(4));
	while (next_round(&m)) {
		char *region = map_large(length, (enum page_choice)page_choice);
		start(&m);
		write_each(region, length, PAGE);
		stop(&m, length / PAGE);
		(void)sys_munmap(region, length);
	}
	report(&m);
}

void zero_page_fault(long what)
{
	long length = 16 * MIB;
	struct meter m = meter(repetitions(4));
	while (next_round(&m)) {
		char *region = map_large(length, SMALL_PAGES);
		if (what == WRITE_AFTER_READ)
			read_each(region, length, PAGE);
		start(&m);
		if (what == WRITE_AFTER_READ)
			write_each(region, length, PAGE);
		else
			read_each(region, length, PAGE);
		stop(&m, length / PAGE);
		(void)sys_munmap(region, length);
	}
	report(&m);
}

void file_fault(long what)
{
	long length = 4 * MIB, step = what == PRIVATE_READ_SPARSE ? 64 * KIB : PAGE;
	int writes = what == PRIVATE_WRITE || what == SHARED_WRITE;
	int sharing = what == SHARED_READ || what == SHARED_WRITE ? MAP_SHARED : MAP_PRIVATE;
	int access = writes ? PROT_READ | PROT_WRITE : PROT_READ;
	int file = make_file(length);
	struct meter m = meter(repetitions(what == PRIVATE_READ_SPARSE ? 40 : 8));
	while (next_round(&m)) {
		char *region = (char *)must("mmap", (long)sys_mmap(0, length, access, sharing, file));
		start(&m);
		if (writes)
			write_each(region, length, step);
		else
			read_each(region, length, step);
		stop(&m, length / step);
		(void)sys_munmap(region, length);
	}
	report(&m);
	remove_file(file);
}

/* A forked child writes what it shares with its parent; or the parent does, when the child that only was there has gone. */
void copy_on_write_fault(long what)
{
	long length = 16 * MIB;
	char *region = map_large(length, SMALL_PAGES);
	int result[2];
	write_each(region, length, PAGE);
	(void)must("pipe", sys_pipe(result));
	struct meter m = meter(repetitions(3));
	while (next_round(&m)) {
		long child = must("fork", sys_fork());
		if (child == 0) {
			if (what == CHILD_WRITES) {
				start(&m);
				write_each(region, length, PAGE);
				stop(&m, length / PAGE);
				(void)sys_write(result[1], &m, sizeof m);
			}
			sys_exit(0);
		}
		if (what == CHILD_WRITES && sys_read(result[0], &m, sizeof m) != sizeof m)
			fail("pipe", -EIO);
		reap(child, 0);
		if (what == PARENT_WRITES_AFTER) {
			start(&m);
			write_each(region, length, PAGE);
			stop(&m, length / PAGE);
		}
	}
	report(&m);
}
