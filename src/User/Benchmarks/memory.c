/* Regions and files that rows are made of. */
#include "vmbench.h"

#include <stdio.h>
#include <string.h>

const char *directory = "/tmp";

char *map_private(long length)
{
	return (char *)must("mmap", (long)sys_mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1));
}

char *map_large(long length, enum page_choice choice)
{
	uintptr_t region = (uintptr_t)map_private(length + 2 * MIB);
	char *aligned = (char *)((region + 2 * MIB - 1) & -(uintptr_t)(2 * MIB));
	if (choice == SMALL_PAGES)
		(void)sys_madvise(aligned, length, MADV_NOHUGEPAGE);
	return aligned;
}

__attribute__((noinline)) void write_each(char *from, long length, long step)
{
	for (volatile char *at = from, *end = from + length; at < end; at += step)
		*at = 1;
}

__attribute__((noinline)) void read_each(char *from, long length, long step)
{
	for (volatile char *at = from, *end = from + length; at < end; at += step)
		(void)*at;
}

const char *file_path(const char *name)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	return path;
}

int make_file(long length)
{
	static char filler[64 * KIB];
	memset(filler, 'v', sizeof filler);
	int file = (int)must("open", sys_open(file_path(FILE_NAME), O_RDWR | O_CREAT | O_TRUNC));
	for (long made = 0; made < length; made += (long)sizeof filler)
		(void)must("write", sys_write(file, filler, sizeof filler));
	return file;
}

void remove_file(int file)
{
	(void)sys_close(file);
	(void)sys_unlink(file_path(FILE_NAME));
}

void reap(long child, int status)
{
	int found = -1;
	(void)must("wait4", sys_wait(child, &found));
	if (found != status << 8)
		fail("child status", -found);
}
