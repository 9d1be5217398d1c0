/*
 * What one operation of a kernel costs a program, a row for each kind of operation.
 *
 *   vmbench [--curves|--loads] [DIRECTORY] [--only NAME]... [--list] [--quick] [--profile ROW]
 *
 *   --curves        the curves instead of the rows; first of all words
 *   --loads         what the collector's pauses are counted under, and the reading of a disk, likewise
 *   DIRECTORY       where the file rows work (default /tmp)
 *   --only NAME     only this row; NAME* stands for all that begin so; may be repeated
 *   --list          print the rows' names
 *   --quick         a tenth of the repetitions, each row three times
 *   --profile ROW   a hundredth; before each timed part of ROW print '# profile: ready' and read a byte
 *
 * A row prints NAME<TAB>OPERATIONS<TAB>NANOSECONDS for each, or NAME<TAB>0<TAB>fail:WHAT:ERRNO; lines that begin with # are remarks.
 * Each row runs in a child process, after a round that is not timed. docs/performance.md says what one operation of each row is.
 *
 * As process 1 named init it prepares the machine before, and switches it off at the end.
 */
#include "vmbench.h"

#include <string.h>

extern long repetitions_divisor;
extern const char *profiled_row;

struct entry {
	const char *name;
	void (*run)(long);
	long argument;
};

static const struct entry rows[] = {
	{ "calib_loop", calibrate_loop, 0 },
	{ "calib_zero4k_stosb", calibrate_page, ZERO_STOSB },
	{ "calib_zero4k_stosq", calibrate_page, ZERO_STOSQ },
	{ "calib_zero4k_sse", calibrate_page, ZERO_SSE },
	{ "calib_zero4k_avx", calibrate_page, ZERO_AVX },
	{ "calib_copy4k_movsb", calibrate_page, COPY_MOVSB },
	{ "calib_copy4k_movsq", calibrate_page, COPY_MOVSQ },
	{ "calib_copy4k_sse", calibrate_page, COPY_SSE },
	{ "calib_copy4k_avx", calibrate_page, COPY_AVX },
	{ "calib_touch_resident", calibrate_touch, 0 },
	{ "null_syscall", plain_call, SYS_getppid },
	{ "sched_yield_alone", plain_call, SYS_sched_yield },
	{ "clock_gettime_libc", read_clock, CLOCK_BY_LIBRARY },
	{ "clock_gettime_syscall", read_clock, CLOCK_BY_CALL },
	{ "pipe_rw_1b", pipe_alone, 0 },
	{ "pipe_pingpong", pipe_pingpong, 0 },
	{ "signal_self", signal_self, 0 },
	{ "segv_mprotect", signal_fault, 0 },
	{ "anon_fault", anonymous_fault, SMALL_PAGES },
	{ "anon_fault_default", anonymous_fault, ANY_PAGES },
	{ "zero_read_fault", zero_page_fault, FIRST_READ },
	{ "zero_write_upgrade", zero_page_fault, WRITE_AFTER_READ },
	{ "file_priv_read_fault", file_fault, PRIVATE_READ },
	{ "file_priv_read_fault_64k", file_fault, PRIVATE_READ_SPARSE },
	{ "file_priv_write_fault", file_fault, PRIVATE_WRITE },
	{ "file_shared_read_fault", file_fault, SHARED_READ },
	{ "file_shared_write_fault", file_fault, SHARED_WRITE },
	{ "cow_fault", copy_on_write_fault, CHILD_WRITES },
	{ "cow_reuse_fault", copy_on_write_fault, PARENT_WRITES_AFTER },
	{ "mmap_munmap_4k", map_unmap, UNTOUCHED_PAGE },
	{ "mmap_touch_munmap_64k", map_unmap, TOUCHED_64K },
	{ "munmap_touched_page", unmap_touched, UNMAP_SMALL_PAGES },
	{ "munmap_touched_default", unmap_touched, UNMAP_ANY_PAGES },
	{ "madvise_dontneed_page", unmap_touched, DISCARD },
	{ "mprotect_flip", protect_flip, 0 },
	{ "mprotect_range_page", protect_range, 0 },
	{ "brk_grow_4k", grow_break, BREAK_ONLY },
	{ "brk_grow_touch_4k", grow_break, BREAK_AND_TOUCH },
	{ "nmap_1000", many_regions, 1000 },
	{ "nmap_10000", many_regions, 10000 },
	{ "nmap_100000", many_regions, 100000 },
	{ "fork_exit_wait_small", fork_exit_wait, FORK_SMALL },
	{ "fork_exit_wait_64m", fork_exit_wait, FORK_64M },
	{ "fork_exit_wait_64m_default", fork_exit_wait, FORK_64M_ANY_PAGES },
	{ "fork_exec_tiny_wait", fork_execute_wait, EXECUTE_TINY },
	{ "vfork_exec_tiny_wait", fork_execute_wait, EXECUTE_TINY_VFORK },
	{ "fork_exec_self_wait", fork_execute_wait, EXECUTE_SELF },
	{ "file_read_4k", file_read, 4 * KIB },
	{ "file_read_1m_per_4k", file_read, MIB },
	{ "file_write_4k", file_write, OVERWRITE },
	{ "file_write_fresh_4k", file_write, APPEND },
	{ "open_close", open_close, 0 },
	{ "stat", status_of_file, 0 },
	{ "create_unlink", create_unlink, 0 },
	{ "futex_wake_empty", futex_wake, 0 },
	{ "futex_pingpong", futex_pingpong, 0 },
	{ "thread_create_join", thread_create_join, 0 },
};

static const struct entry curves[] = {
	{ "regions_10", curve_regions, 10 },
	{ "regions_100", curve_regions, 100 },
	{ "regions_1000", curve_regions, 1000 },
	{ "regions_10000", curve_regions, 10000 },
	{ "regions_100000", curve_regions, 100000 },
	{ "regions_1000000", curve_regions, 1000000 },
	{ "processes_1", curve_processes, 1 },
	{ "processes_10", curve_processes, 10 },
	{ "processes_100", curve_processes, 100 },
	{ "processes_1000", curve_processes, 1000 },
	{ "processes_10000", curve_processes, 10000 },
	{ "resident_1", curve_resident, 1 },
	{ "resident_4", curve_resident, 4 },
	{ "resident_16", curve_resident, 16 },
	{ "resident_64", curve_resident, 64 },
	{ "resident_256", curve_resident, 256 },
	{ "resident_1024", curve_resident, 1024 },
	{ "resident_2048", curve_resident, 2048 },
	{ "directory_10", curve_directory, 10 },
	{ "directory_100", curve_directory, 100 },
	{ "directory_1000", curve_directory, 1000 },
	{ "directory_10000", curve_directory, 10000 },
	{ "directory_100000", curve_directory, 100000 },
};

static const struct entry loads[] = {
	{ "spawn", load_of_spawning, 5000 },
	{ "files", load_of_files, 50000 },
	{ "disk", load_of_disk, 0 },
	{ "hold_nothing", hold, HOLD_NOTHING },
	{ "hold_processes", hold, HOLD_PROCESSES },
	{ "hold_files", hold, HOLD_FILES },
	{ "hold_opens", hold, HOLD_OPENS },
	{ "hold_pages", hold, HOLD_PAGES },
	{ "hold_regions", hold, HOLD_REGIONS },
};

#define LENGTH(table) (int)(sizeof table / sizeof table[0])
enum { MOST_ENTRIES = LENGTH(rows) > LENGTH(curves) ? LENGTH(rows) : LENGTH(curves) };
static const struct entry *table = rows;
static int entries = LENGTH(rows);

static int matches(const char *pattern, const char *name)
{
	size_t length = strlen(pattern);
	return length > 0 && pattern[length - 1] == '*' ? !strncmp(pattern, name, length - 1) : !strcmp(pattern, name);
}

/* Marks the entries that the pattern names. */
static void select_entries(char chosen[MOST_ENTRIES], const char *pattern)
{
	for (int i = 0; i < entries; i++)
		chosen[i] |= (char)matches(pattern, table[i].name);
}

/* Runs one entry in a child, so that one that dies takes nothing along. */
static int run_entry(int index)
{
	int status = 0;
	row = table[index].name;
	long child = must("fork", sys_fork());
	if (child == 0) {
		table[index].run(table[index].argument);
		sys_exit(0);
	}
	(void)must("wait4", sys_wait(child, &status));
	if (status != 0 && status != 3 << 8)
		remark("%s\t0\tfail:status:%d\n", row, status);
	return status != 0;
}

int main(int count, char **arguments)
{
	uint64_t ticks = processor_ticks();
	char chosen[MOST_ENTRIES] = { 0 };
	int some = 0, failed = 0, is_quick = 0;
	int init = call(SYS_getpid, 0, 0, 0) == 1 && count > 0 && !strcmp(arguments[0], "/init");
	if (count > 0 && strchr(arguments[0], '/'))
		own_path = arguments[0];
	for (int i = 1; i < count; i++) {
		const char *word = arguments[i];
		if (!strcmp(word, "--exit")) {
			sys_exit(0);
		} else if (!strcmp(word, "--only") && i + 1 < count) {
			select_entries(chosen, arguments[++i]);
			some = 1;
		} else if (!strcmp(word, "--curves")) {
			table = curves;
			entries = LENGTH(curves);
		} else if (!strcmp(word, "--loads")) {
			table = loads;
			entries = LENGTH(loads);
		} else if (!strcmp(word, "--profile") && i + 1 < count) {
			profiled_row = arguments[++i];
			repetitions_divisor = 100;
		} else if (!strcmp(word, "--quick")) {
			repetitions_divisor = 10;
			is_quick = 1;
		} else if (!strcmp(word, "--list")) {
			for (int k = 0; k < entries; k++)
				remark("%s\n", table[k].name);
			sys_exit(0);
		} else if (word[0] == '/' || (!init && word[0] != '-')) {
			directory = word;
		} else if (!init) { /* Linux hands its first program the words it does not know. */
			say("usage: vmbench [--curves|--loads] [DIRECTORY] [--only NAME]... [--list] [--quick] [--profile ROW]\n");
			sys_exit(2);
		}
	}
	if (init)
		begin_as_init(ticks);
	for (int i = 0; i < entries; i++)
		for (int times = some && !chosen[i] ? 0 : is_quick ? 3 : 1; times > 0; times--)
			failed |= run_entry(i);
	if (init)
		end_as_init();
	sys_exit(failed);
}
