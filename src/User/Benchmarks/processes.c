/* Rows about making processes and replacing programs. */
#include "vmbench.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>

const char *own_path = "/proc/self/exe";

void fork_exit_wait(long what)
{
	long count = what == FORK_SMALL ? repetitions(1000) : repetitions(8);
	if (what != FORK_SMALL)
		write_each(map_large(64 * MIB, what == FORK_64M ? SMALL_PAGES : ANY_PAGES), 64 * MIB, PAGE);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			long child = must("fork", sys_fork());
			if (child == 0)
				sys_exit(0);
			reap(child, 0);
		}
		stop(&m, count);
	}
	report(&m);
}

/* Writes the least program there is, one that ends with status 0, and returns its path. */
const char *make_tiny_program(void)
{
	static const unsigned char exit_group_0[] = { 0x31, 0xff, 0xb8, 0xe7, 0, 0, 0, 0x0f, 0x05 }; /* xor edi, edi; mov eax, 231; syscall */
	struct image {
		Elf64_Ehdr header;
		Elf64_Phdr segments[2];
		unsigned char code[sizeof exit_group_0];
	} image = {
		.header = {
			.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_version = EV_CURRENT,
			.e_entry = 0x400000 + offsetof(struct image, code),
			.e_phoff = offsetof(struct image, segments),
			.e_ehsize = sizeof(Elf64_Ehdr),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 2,
		},
		.segments = {
			{ .p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_vaddr = 0x400000, .p_paddr = 0x400000,
			  .p_filesz = sizeof image, .p_memsz = sizeof image, .p_align = PAGE },
			{ .p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W },
		},
	};
	memcpy(image.code, exit_group_0, sizeof exit_group_0);
	const char *path = file_path("vmbench.tiny");
	(void)sys_unlink(path);
	int file = (int)must("open", sys_open(path, O_WRONLY | O_CREAT | O_TRUNC));
	(void)must("write", sys_write(file, &image, sizeof image));
	(void)sys_close(file);
	return path;
}

/* Not inlined: the child runs on its parent's stack and must leave the frame of the row alone. */
static __attribute__((noinline)) long execute_by_vfork(const char *path, char *const *arguments, char *const *environment)
{
	long child = call_with_6(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0, 0);
	if (child == 0) {
		(void)sys_execve(path, arguments, environment);
		sys_exit(127);
	}
	return child;
}

void fork_execute_wait(long what)
{
	char *arguments[] = { "vmbench", "--exit", 0 }, *environment[] = { 0 };
	const char *path = what == EXECUTE_SELF ? own_path : make_tiny_program();
	long count = repetitions(100);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++) {
			long child;
			if (what == EXECUTE_TINY_VFORK) {
				child = must("vfork", execute_by_vfork(path, arguments, environment));
			} else {
				child = must("fork", sys_fork());
				if (child == 0) {
					(void)sys_execve(path, arguments, environment);
					sys_exit(127);
				}
			}
			reap(child, 0);
		}
		stop(&m, count);
	}
	report(&m);
	if (what != EXECUTE_SELF)
		(void)sys_unlink(path);
}
