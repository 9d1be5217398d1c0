/* What the rows share: how one is timed, how it reports, how it fails. */
#pragma once

#include "calls.h"

#define PAGE 4096L
#define KIB 1024L
#define MIB (1024L * 1024L)

/* One row's measurement: some rounds, of which the first is not timed, each with a timed part inside. */
struct meter {
	long rounds_left;
	int warming_up;
	uint64_t began;
	uint64_t nanoseconds;
	uint64_t operations;
};

struct meter meter(long rounds);
int next_round(struct meter *meter);
void start(struct meter *meter);
void stop(struct meter *meter, long operations);
void report(const struct meter *meter);

/* A part that is timed once and has no round to warm up. */
struct meter started(void);
void stop_and_report(struct meter *meter, long operations);

/* The row that runs now, under the name it reports; rows that report several set it in between. */
extern const char *row;
/* Where file rows work, and this program's own path. */
extern const char *directory;
extern const char *own_path;

/* The repetitions of a row: a tenth with --quick, at least two. */
long repetitions(long usual);
uint64_t now(void);
void say(const char *text);
void remark(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Reports that the row cannot run, with the errno of a call's result, and ends this process. */
__attribute__((noreturn)) void fail(const char *what, long result);

ALWAYS long must(const char *what, long result)
{
	if (is_error(result))
		fail(what, result);
	return result;
}

/* Memory. */
char *map_private(long length);
/* A writable region on a 2 MiB boundary; SMALL_PAGES asks for 4 KiB pages, which a kernel that knows no other may refuse. */
enum page_choice { ANY_PAGES, SMALL_PAGES };
char *map_large(long length, enum page_choice choice);
void write_each(char *from, long length, long step);
void read_each(char *from, long length, long step);

/* Files in the directory. A file of this length, a multiple of 64 KiB or one page, is made anew and opened. */
const char *file_path(const char *name);
#define FILE_NAME "vmbench.file"
int make_file(long length);
void remove_file(int file);

/* Waits for a child that must have ended with this status. */
void reap(long child, int status);

/* The rows; the argument is the row's own. */
void calibrate_loop(long unused);
enum { ZERO_STOSB, ZERO_STOSQ, ZERO_SSE, ZERO_AVX, COPY_MOVSB, COPY_MOVSQ, COPY_SSE, COPY_AVX };
void calibrate_page(long way);
void calibrate_touch(long unused);
void plain_call(long number);
enum { CLOCK_BY_LIBRARY, CLOCK_BY_CALL };
void read_clock(long way);
void pipe_alone(long unused);
void pipe_pingpong(long unused);
void signal_self(long unused);
void signal_fault(long unused);
void anonymous_fault(long page_choice);
enum { FIRST_READ, WRITE_AFTER_READ };
void zero_page_fault(long what);
enum { PRIVATE_READ, PRIVATE_READ_SPARSE, PRIVATE_WRITE, SHARED_READ, SHARED_WRITE };
void file_fault(long what);
enum { CHILD_WRITES, PARENT_WRITES_AFTER };
void copy_on_write_fault(long what);
enum { UNTOUCHED_PAGE, TOUCHED_64K };
void map_unmap(long what);
enum { UNMAP_SMALL_PAGES, UNMAP_ANY_PAGES, DISCARD };
void unmap_touched(long what);
void protect_flip(long unused);
void protect_range(long unused);
enum { BREAK_ONLY, BREAK_AND_TOUCH };
void grow_break(long what);
void many_regions(long count);
enum { FORK_SMALL, FORK_64M, FORK_64M_ANY_PAGES };
void fork_exit_wait(long what);
enum { EXECUTE_TINY, EXECUTE_TINY_VFORK, EXECUTE_SELF };
void fork_execute_wait(long what);
void file_read(long chunk);
enum { OVERWRITE, APPEND };
void file_write(long what);
void open_close(long unused);
void status_of_file(long unused);
void create_unlink(long unused);
void futex_wake(long unused);
void futex_pingpong(long unused);
void thread_create_join(long unused);

/* The curves; the argument is how many there are. */
void curve_regions(long count);
void curve_processes(long count);
void curve_resident(long mebibytes);
void curve_directory(long count);

/* The loads; the argument is how often. */
void load_of_spawning(long count);
void load_of_files(long count);
void load_of_disk(long unused);
enum { HOLD_NOTHING, HOLD_PROCESSES, HOLD_FILES, HOLD_OPENS, HOLD_PAGES, HOLD_REGIONS };
enum { HELD = 500 };
void hold(long what);

/* A program's least image, in the directory; returns its path. */
const char *make_tiny_program(void);

/* As process 1 of a machine that runs nothing else. */
void begin_as_init(uint64_t ticks);
__attribute__((noreturn)) void end_as_init(void);

ALWAYS uint64_t processor_ticks(void)
{
	uint32_t low, high;
	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}
