/* Loads: much of what makes and drops the kernel's objects, while some of it lives on. */
#include "vmbench.h"

#include <stdio.h>

/* Programs started and waited for, one after the other, while fifty others sleep. */
void load_of_spawning(long count)
{
	enum { SLEEPING = 50 };
	char *arguments[] = { "tiny", 0 }, *environment[] = { 0 }, byte;
	const char *path = make_tiny_program();
	int gate[2];
	(void)must("pipe", sys_pipe(gate));
	for (int i = 0; i < SLEEPING; i++)
		if (must("fork", sys_fork()) == 0) {
			(void)sys_close(gate[1]);
			(void)sys_read(gate[0], &byte, 1);
			sys_exit(0);
		}
	struct meter m = started();
	for (long i = 0; i < count; i++) {
		long child = must("fork", sys_fork());
		if (child == 0) {
			(void)sys_execve(path, arguments, environment);
			sys_exit(127);
		}
		reap(child, 0);
	}
	stop_and_report(&m, count);
	(void)sys_close(gate[1]);
	for (int i = 0; i < SLEEPING; i++)
		(void)must("wait4", sys_wait(-1, 0));
	(void)sys_unlink(path);
}

/* Files made, written, read, looked at and removed, a thousand of them alive at any time, twenty of these open. */
void load_of_files(long count)
{
	enum { ALIVE = 1000, OPEN = 20 };
	static char page[PAGE];
	int open[OPEN];
	struct stat status;
	struct meter m = started();
	for (long i = 0; i < count + ALIVE; i++) {
		char name[64];
		if (i >= ALIVE) {
			snprintf(name, sizeof name, "vmbench.%ld", i - ALIVE);
			(void)must("unlink", sys_unlink(file_path(name)));
		}
		if (i >= count)
			continue;
		snprintf(name, sizeof name, "vmbench.%ld", i);
		if (i >= OPEN)
			(void)sys_close(open[i % OPEN]);
		open[i % OPEN] = (int)must("open", sys_open(file_path(name), O_RDWR | O_CREAT | O_EXCL));
		(void)must("write", sys_write(open[i % OPEN], page, PAGE));
		(void)sys_rewind(open[i % OPEN]);
		(void)must("read", sys_read(open[i % OPEN], page, PAGE));
		(void)must("stat", sys_stat(file_path(name), &status));
	}
	stop_and_report(&m, count);
}

/* Reads a disk from its beginning to its end; an operation is a page. */
void load_of_disk(long unused)
{
	(void)unused;
	static char block[64 * KIB];
	long count, length = 0;
	int disk = (int)must("open", sys_open("/dev/vda", O_RDONLY));
	struct meter m = started();
	while ((count = must("read", sys_read(disk, block, sizeof block))) > 0)
		length += count;
	stop_and_report(&m, length / PAGE);
}

/* Makes so many of something and keeps them for as long as it is left running: what the kernel's heap holds for them can be looked at. */
void hold(long what)
{
	char byte;
	int gate[2];
	if (what == HOLD_PROCESSES) {
		(void)must("pipe", sys_pipe(gate));
		for (int i = 0; i < HELD; i++)
			if (must("fork", sys_fork()) == 0) {
				(void)sys_read(gate[0], &byte, 1);
				sys_exit(0);
			}
	} else if (what == HOLD_FILES) {
		for (int i = 0; i < HELD; i++) {
			char name[64];
			snprintf(name, sizeof name, "vmbench.%d", i);
			(void)must("open", sys_open(file_path(name), O_RDWR | O_CREAT | O_EXCL));
		}
	} else if (what == HOLD_OPENS) {
		for (int i = 0; i < HELD; i++)
			(void)must("open", sys_open(own_path, O_RDONLY));
	} else if (what == HOLD_PAGES) {
		(void)make_file(HELD * 16 * PAGE);
	} else if (what == HOLD_REGIONS) {
		char *base = (char *)must("mmap", (long)sys_mmap(0, HELD * 32 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1));
		for (long i = 0; i < HELD * 16; i++)
			(void)must("mprotect", sys_mprotect(base + 2 * i * PAGE, PAGE, PROT_READ));
	}
	say("# holding\n");
	for (;;)
		(void)call(SYS_pause, 0, 0, 0);
}
