/* Rows about mapping, unmapping and protecting. */
#include "vmbench.h"

#include <errno.h>
#include <stdio.h>

void map_unmap(long what)
{
	long length = what == TOUCHED_64K ? 64 * KIB : PAGE;
	long count = repetitions(what == TOUCHED_64K ? 1000 : 20000);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			char *region = map_private(length);
			if (what == TOUCHED_64K)
				write_each(region, length, PAGE);
			(void)sys_munmap(region, length);
		}
		stop(&m, count);
	}
	report(&m);
}

void unmap_touched(long what)
{
	long length = 16 * MIB;
	struct meter m = meter(repetitions(4));
	while (next_round(&m)) {
		char *region = map_large(length, what == UNMAP_ANY_PAGES ? ANY_PAGES : SMALL_PAGES);
		write_each(region, length, PAGE);
		start(&m);
		if (what == DISCARD)
			(void)must("madvise", sys_madvise(region, length, MADV_DONTNEED));
		else
			(void)must("munmap", sys_munmap(region, length));
		stop(&m, length / PAGE);
		if (what == DISCARD)
			(void)sys_munmap(region, length);
	}
	report(&m);
}

void protect_flip(long unused)
{
	(void)unused;
	char *region = map_private(17 * PAGE), *middle = region + 8 * PAGE;
	long count = repetitions(10000);
	write_each(region, 17 * PAGE, PAGE);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			(void)must("mprotect", sys_mprotect(middle, PAGE, PROT_READ));
			(void)must("mprotect", sys_mprotect(middle, PAGE, PROT_READ | PROT_WRITE));
		}
		stop(&m, 2 * count);
	}
	report(&m);
}

void protect_range(long unused)
{
	(void)unused;
	long length = 16 * MIB;
	char *region = map_large(length, SMALL_PAGES);
	write_each(region, length, PAGE);
	struct meter m = meter(repetitions(4));
	while (next_round(&m)) {
		start(&m);
		(void)must("mprotect", sys_mprotect(region, length, PROT_READ));
		stop(&m, length / PAGE);
		(void)must("mprotect", sys_mprotect(region, length, PROT_READ | PROT_WRITE));
		write_each(region, length, PAGE);
	}
	report(&m);
}

static void move_break(unsigned long end)
{
	if (sys_brk(end) != end)
		fail("brk", -ENOMEM);
}

void grow_break(long what)
{
	long count = 1024;
	unsigned long original = sys_brk(0), base = (original + PAGE - 1) & -(unsigned long)PAGE;
	move_break(base);
	struct meter m = meter(repetitions(8));
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			unsigned long page = base + (unsigned long)(i * PAGE);
			move_break(page + PAGE);
			if (what == BREAK_AND_TOUCH)
				*(volatile char *)page = 1;
		}
		stop(&m, count);
		(void)sys_brk(base);
	}
	(void)sys_brk(original);
	report(&m);
}

/* The regions in an order that looks random and visits each once: the factor, near the golden section, has no divisor in common with count. */
static long scattered(long count, long index)
{
	long factor = count == 1000 ? 617 : count == 10000 ? 6181 : 61803;
	return index * factor % count;
}

static char *region_at(char *base, long index)
{
	return base + 2 * index * PAGE;
}

/*
 * One-page regions with holes of a page between, so that none joins its neighbour: making them; the first write to 500 of them, the page
 * tables being there; a write to the same 500 after their pages were given back; a region that fits no hole, mapped and unmapped; and unmapping all.
 */
void many_regions(long count)
{
	enum { PICKED = 500, PER_TABLE = 256 };
	static char *picked[PICKED], names[5][40];
	static const char *const parts[5] = { "map", "fault", "refault", "pair", "unmap" };
	for (int i = 0; i < 5; i++)
		snprintf(names[i], sizeof names[i], "nmap_%ld_%s", count, parts[i]);
	row = names[0];
	long span = 2 * count * PAGE + 4 * MIB;
	char *reserved = (char *)must("mmap", (long)sys_mmap(0, span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1));
	(void)must("munmap", sys_munmap(reserved, span));
	char *base = (char *)(((uintptr_t)reserved + 2 * MIB - 1) & -(uintptr_t)(2 * MIB));

	struct meter m = started();
	for (long i = 0; i < count; i++)
		(void)must("mmap", (long)sys_mmap(region_at(base, i), PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1));
	stop_and_report(&m, count);

	write_each(base, 2 * count * PAGE, 2 * PER_TABLE * PAGE);
	for (long i = 0, index = 0; i < PICKED; index++) {
		long region = scattered(count, index);
		if (region % PER_TABLE)
			picked[i++] = region_at(base, region);
	}
	for (int again = 0; again < 2; again++) {
		row = names[1 + again];
		for (long i = 0; again && i < PICKED; i++)
			(void)must("madvise", sys_madvise(picked[i], PAGE, MADV_DONTNEED));
		m = started();
		for (long i = 0; i < PICKED; i++)
			*(volatile char *)picked[i] = 1;
		stop_and_report(&m, PICKED);
	}

	row = names[3];
	m = started();
	for (long i = 0; i < PICKED; i++)
		(void)sys_munmap(map_private(2 * PAGE), 2 * PAGE);
	stop_and_report(&m, PICKED);

	row = names[4];
	m = started();
	for (long i = 0; i < count; i++)
		(void)must("munmap", sys_munmap(region_at(base, scattered(count, i)), PAGE));
	stop_and_report(&m, count);
}
