/* Rows about files that are in memory. */
#include "vmbench.h"

#include <errno.h>
#include <string.h>

static char buffer[MIB] __attribute__((aligned(4096)));

void file_read(long chunk)
{
	long length = 4 * MIB;
	int file = make_file(length);
	memset(buffer, 1, (size_t)chunk);
	struct meter m = meter(repetitions(4));
	while (next_round(&m)) {
		start(&m);
		(void)sys_rewind(file);
		for (long done = 0; done < length; done += chunk)
			if (sys_read(file, buffer, chunk) != chunk)
				fail("read", -EIO);
		stop(&m, length / PAGE);
	}
	report(&m);
	remove_file(file);
}

void file_write(long what)
{
	long length = 4 * MIB;
	int file = make_file(length);
	memset(buffer, 1, PAGE);
	struct meter m = meter(repetitions(4));
	while (next_round(&m)) {
		if (what == APPEND) {
			remove_file(file);
			file = (int)must("open", sys_open(file_path(FILE_NAME), O_RDWR | O_CREAT | O_TRUNC));
		}
		start(&m);
		(void)sys_rewind(file);
		for (long done = 0; done < length; done += PAGE)
			if (sys_write(file, buffer, PAGE) != PAGE)
				fail("write", -EIO);
		stop(&m, length / PAGE);
	}
	report(&m);
	remove_file(file);
}

void open_close(long unused)
{
	(void)unused;
	int file = make_file(PAGE);
	const char *path = file_path(FILE_NAME);
	long count = repetitions(50000); /* so that collections average out */
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++)
			(void)sys_close((int)must("open", sys_open(path, O_RDONLY)));
		stop(&m, count);
	}
	report(&m);
	remove_file(file);
}

void status_of_file(long unused)
{
	(void)unused;
	struct stat status;
	int file = make_file(PAGE);
	const char *path = file_path(FILE_NAME);
	long count = repetitions(10000);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++)
			(void)must("newfstatat", sys_stat(path, &status));
		stop(&m, count);
	}
	report(&m);
	remove_file(file);
}

void create_unlink(long unused)
{
	(void)unused;
	const char *path = file_path("vmbench.new");
	(void)sys_unlink(path);
	long count = repetitions(2000);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			(void)sys_close((int)must("open", sys_open(path, O_RDWR | O_CREAT | O_EXCL)));
			(void)must("unlink", sys_unlink(path));
		}
		stop(&m, count);
	}
	report(&m);
}
