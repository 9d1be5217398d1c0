/*
 * Makes a tree of files, or checks one: tree make|check DIRECTORY FILES MEGABYTES. What is in each file follows from its number, so that a tree made on
 * one system is checked on another. Deep paths, long names, empty, sparse and large files among them. Prints what it did; the status is 0 only if all is right.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (1 << 16)
#define DEEPEST 24

static uint64_t buffer[CHUNK / 8], expected[CHUNK / 8];
static unsigned long found;

/* The finaliser of MurmurHash3 (Appleby, public domain): each bit of the result depends on each of the number. */
static uint64_t mix(uint64_t number)
{
	number ^= number >> 33;
	number *= 0xff51afd7ed558ccdull;
	number ^= number >> 33;
	number *= 0xc4ceb9fe1a85ec53ull;
	return number ^ number >> 33;
}

static uint64_t draw(unsigned long file, unsigned what, uint64_t below)
{
	return mix(((uint64_t)file << 8) + what) % below;
}

static void fail(const char *what, const char *path)
{
	printf("%s %s: %s\n", what, path, strerror(errno));
	exit(1);
}

/* Where a file is; makes the directories above it if wanted. Every 500th lies deep. */
static void place(char *path, const char *root, unsigned long file, int is_making)
{
	char *end = path + sprintf(path, "%s", root);
	unsigned depth = file % 500 == 7 ? DEEPEST : 1 + draw(file, 1, 3);
	for (unsigned level = 0; level < depth; level++) {
		end += sprintf(end, "/d%lu", (unsigned long)draw(file % 400, 2 + level, 12));
		if (is_making && mkdir(path, 0755) != 0 && errno != EEXIST)
			fail("mkdir", path);
	}

	end += sprintf(end, "/f%lu", file);
	for (unsigned more = file % 100 == 3 ? 200 : draw(file, 40, 20); more > 0; more--)
		*end++ = 'x';
	*end = 0;
}

static void fill(uint64_t *words, unsigned long file, uint64_t offset)
{
	for (unsigned i = 0; i < CHUNK / 8; i++)
		words[i] = mix(((uint64_t)file << 40) + offset / 8 + i + 1);
}

/* The first file has an eighth of everything, the others what is left in equal shares on average; every 50th is empty. */
static uint64_t size_of(unsigned long file, unsigned long files, uint64_t bytes)
{
	return file == 0 ? bytes / 8 : file % 50 == 49 ? 0 : draw(file, 50, bytes / 8 * 7 / files * 2);
}

/* Of every 20th file only one chunk in 16 is written; the holes between read as zeroes. */
static int is_hole(unsigned long file, uint64_t offset)
{
	return file % 20 == 11 && offset / CHUNK % 16 != 0;
}

/* A sparse file is 16 times as long as what is written to it. */
static uint64_t length_of(unsigned long file, uint64_t size)
{
	return file % 20 == 11 ? size * 16 : size;
}

static void make(const char *path, unsigned long file, uint64_t size)
{
	int made = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (made < 0 || ftruncate(made, (off_t)size) != 0)
		fail("create", path);
	for (uint64_t offset = 0; offset < size; offset += CHUNK) {
		if (is_hole(file, offset))
			continue;
		size_t count = size - offset < CHUNK ? size - offset : CHUNK;
		fill(buffer, file, offset);
		if (pwrite(made, buffer, count, (off_t)offset) != (ssize_t)count)
			fail("write", path);
	}

	if (close(made) != 0)
		fail("close", path);
}

static void check(const char *path, unsigned long file, uint64_t size)
{
	int there = open(path, O_RDONLY);
	struct stat seen;
	if (there < 0 || fstat(there, &seen) != 0)
		fail("open", path);
	if ((uint64_t)seen.st_size != size) {
		printf("%s has %lld bytes, not %llu\n", path, (long long)seen.st_size, (unsigned long long)size);
		exit(1);
	}

	for (uint64_t offset = 0; offset < size; offset += CHUNK) {
		size_t count = size - offset < CHUNK ? size - offset : CHUNK;
		if (is_hole(file, offset))
			memset(expected, 0, sizeof expected);
		else
			fill(expected, file, offset);
		if (read(there, buffer, count) != (ssize_t)count)
			fail("read", path);
		if (memcmp(buffer, expected, count) != 0) {
			printf("%s is wrong at %llu\n", path, (unsigned long long)offset);
			exit(1);
		}
	}

	close(there);
}

static int count(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)path, (void)status, (void)where;
	found += kind == FTW_F;
	return 0;
}

int main(int argc, char **arguments)
{
	if (argc != 5) {
		fprintf(stderr, "usage: tree make|check DIRECTORY FILES MEGABYTES\n");
		return 2;
	}

	int is_making = strcmp(arguments[1], "make") == 0;
	unsigned long files = strtoul(arguments[3], NULL, 0);
	uint64_t bytes = strtoull(arguments[4], NULL, 0) << 20, written = 0;
	if (is_making && mkdir(arguments[2], 0755) != 0 && errno != EEXIST)
		fail("mkdir", arguments[2]);
	for (unsigned long file = 0; file < files; file++) {
		char path[4096];
		place(path, arguments[2], file, is_making);
		uint64_t size = size_of(file, files, bytes);
		written += size;
		(is_making ? make : check)(path, file, length_of(file, size));
	}

	if (nftw(arguments[2], count, 32, FTW_PHYS) != 0 || found != files) {
		printf("%lu files, not %lu\n", found, files);
		return 1;
	}

	sync();
	printf("%s: %lu files, %llu MiB\n", is_making ? "made" : "right", files, (unsigned long long)(written >> 20));
	return 0;
}
