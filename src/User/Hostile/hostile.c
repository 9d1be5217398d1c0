// Tries what a hostile program would try at the border to ring 0: each attempt in a child of its own, whose end is compared with what it must be.
// Issue 5, item 1; docs/architecture.md, errors and faults. Prints "held NAME" or "BROKEN NAME: ..." for each, and how many held at the end.
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <elf.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NOT_CANONICAL 0x8000000000000000ul
#define KERNEL 0xffffffff80200000ul
#define LIMIT 0x7f8000000000ul
#define PAGE 4096ul

#define TRAP_FLAG (1ul << 8)
#define DIRECTION (1ul << 10)
#define PRIVILEGE (3ul << 12)
#define NESTED (1ul << 14)
#define ALIGNMENT (1ul << 18)

// ---- flags ----------------------------------------------------------------------------------------------------

// Makes a call with flags set, and says which of them there are after it. The program's flags are put back.
static uint64_t flags_after_call(uint64_t flags, long number)
{
	uint64_t after;
	long result = number;
	asm volatile("pushfq\n\tpushfq\n\tpop %%r12\n\tor %2, %%r12\n\tpush %%r12\n\tpopfq\n\t"
		     "syscall\n\t"
		     "pushfq\n\tpop %1\n\tpopfq"
		     : "+a"(result), "=&r"(after)
		     : "r"(flags)
		     : "rcx", "r11", "r12", "memory", "cc");
	return result == getpid() ? after : 0;
}

static int keeps_direction(void) { return (flags_after_call(DIRECTION, SYS_getpid) & DIRECTION) == 0; }
static int keeps_nested(void) { return (flags_after_call(NESTED, SYS_getpid) & NESTED) == 0; }
static int keeps_alignment(void) { return (flags_after_call(ALIGNMENT | NESTED | DIRECTION, SYS_getpid) & ALIGNMENT) == 0; }
static int steps_over_call(void) { return (int)flags_after_call(TRAP_FLAG, SYS_getpid); }

// A fault instead of a call: the kernel fills pages, which it must do upwards whatever the flags are.
static int faults_backwards(void)
{
	unsigned char *room = mmap(0, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int sum = 0;
	for (int i = 0; i < 64; i++) {
		asm volatile("pushfq\n\tpushfq\n\torq %1, (%%rsp)\n\tpopfq\n\tmovb $1, (%0)\n\tpopfq"
			     :
			     : "r"(room + i * PAGE), "i"(DIRECTION | NESTED)
			     : "memory", "cc");
		for (unsigned long at = 1; at < PAGE; at++)
			sum += room[i * PAGE + at];
	}
	return sum;
}

// ---- addresses ------------------------------------------------------------------------------------------------

static void jump(uint64_t to) { asm volatile("jmp *%0" : : "r"(to)); }
static int jumps_nowhere(void) { jump(NOT_CANONICAL); return 0; }
static int jumps_into_kernel(void) { jump(KERNEL); return 0; }
static int jumps_beyond(void) { jump(LIMIT); return 0; }

static int stack_nowhere(void)
{
	asm volatile("mov %0, %%rsp\n\tmov %1, %%eax\n\tsyscall\n\tpush %%rax" : : "r"(NOT_CANONICAL), "i"(SYS_getpid) : "memory");
	return 0;
}

static void ignore(int number) { (void)number; }

// A handler is to run on a stack that is the kernel's: that ends the program, and writes nothing.
static int frame_into_kernel(void)
{
	signal(SIGUSR1, ignore);
	long self = getpid();
	asm volatile("mov %0, %%rsp\n\tsyscall" : : "r"(KERNEL + 0x10000), "a"(SYS_kill), "D"(self), "S"(SIGUSR1) : "memory");
	return 0;
}

static int calls_with_kernel_pointers(void)
{
	int ends[2];
	if (pipe(ends) != 0)
		return 1;
	return !(syscall(SYS_write, ends[1], KERNEL, 8) == -1 && syscall(SYS_read, ends[0], NOT_CANONICAL, 0) <= 0
		&& syscall(SYS_clock_gettime, 1, KERNEL) == -1 && syscall(SYS_rt_sigaction, SIGUSR1, NOT_CANONICAL, 0, 8) == -1);
}

// SYSRET would fault in ring 0, on the program's stack, if the instruction behind the call were at the first address that is not canonical.
static int call_at_the_end(void)
{
	unsigned char *last = (void *)(LIMIT - 2 * PAGE);
	if (mmap((void *)(LIMIT - PAGE), PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
		return 2; // the last page is nobody's
	if (mmap((void *)0x7ffffffff000ul, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
		return 3;
	if (mmap(last, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != last)
		return 4;
	memcpy(last + PAGE - 7, "\xb8\x27\0\0\0\x0f\x05", 7); // mov eax, getpid; syscall
	if (mprotect(last, PAGE, PROT_READ | PROT_EXEC) != 0)
		return 5;
	jump((uint64_t)last + PAGE - 7);
	return 0;
}

// ---- bases and selectors --------------------------------------------------------------------------------------

static int bases_refused(void)
{
	return syscall(SYS_arch_prctl, ARCH_SET_FS, NOT_CANONICAL) != -1 || syscall(SYS_arch_prctl, ARCH_SET_GS, NOT_CANONICAL) != -1
		|| syscall(SYS_arch_prctl, ARCH_SET_FS, KERNEL) != -1 || syscall(SYS_arch_prctl, ARCH_SET_GS, LIMIT) != -1;
}

static int storage_nowhere(void)
{
	long child = syscall(SYS_clone, CLONE_SETTLS | SIGCHLD, 0, 0, 0, NOT_CANONICAL);
	if (child == 0)
		_exit(0);
	return child != -1;
}

// Where the instruction does not fault, the base is the program's in a call and in a fault.
static void use_base(void)
{
	volatile char *room = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t fs;
	asm volatile("rdfsbase %0" : "=r"(fs));
	long result = SYS_getppid;
	asm volatile("wrfsbase %3\n\tsyscall\n\tmovb $1, (%1)\n\twrfsbase %2" : "+a"(result) : "r"(room), "r"(fs), "r"(NOT_CANONICAL) : "rcx", "r11", "memory");
}

static int base_nowhere(void) { use_base(); return 0; }
static int base_nowhere_gs(void) { asm volatile("wrgsbase %0" : : "r"(NOT_CANONICAL)); return 0; }

// The program's FS and GS bases point into the kernel while it makes calls and faults: the kernel must have its own.
static int bases_in_kernel(void)
{
	unsigned char *room = mmap(0, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t fs, gs, fs_after, gs_after;
	asm volatile("rdfsbase %0\n\trdgsbase %1" : "=r"(fs), "=r"(gs));
	asm volatile("wrfsbase %0\n\twrgsbase %0" : : "r"(KERNEL));
	for (int i = 0; i < 16; i++) {
		long result = SYS_getppid;
		asm volatile("movb $1, (%1)\n\tsyscall" : "+a"(result) : "r"(room + i * PAGE) : "rcx", "r11", "memory");
	}
	asm volatile("rdfsbase %0\n\trdgsbase %1\n\twrfsbase %2\n\twrgsbase %3" : "=&r"(fs_after), "=&r"(gs_after) : "r"(fs), "r"(gs));
	return fs_after != KERNEL || gs_after != KERNEL;
}

static int reads_through_base(void)
{
	uint64_t fs;
	asm volatile("rdfsbase %0\n\twrfsbase %1\n\tmov %%fs:0, %%rax\n\twrfsbase %0" : "=&r"(fs) : "r"(KERNEL) : "rax");
	return 0;
}

static int selectors(void)
{
	uint64_t fs;
	asm volatile("rdfsbase %0\n\tmov %1, %%ds\n\tmov %1, %%es\n\tmov %2, %%fs\n\tmov %2, %%gs\n\tmov %3, %%eax\n\tsyscall\n\twrfsbase %0"
		     : "=&r"(fs)
		     : "r"(0x2b), "r"(3), "i"(SYS_getpid)
		     : "rax", "rcx", "r11", "memory");
	return 0;
}

static int kernel_selector(void) { asm volatile("mov %0, %%ds" : : "r"(0x18)); return 0; }

static void far_return(uint64_t selector)
{
	asm volatile("push %0\n\tlea 1f(%%rip), %%rax\n\tpush %%rax\n\tlretq\n1:" : : "r"(selector) : "rax", "memory");
}

static int into_ring_0(void) { far_return(0x10); return 0; }
static int into_32_bits(void) { far_return(0x23); return 0; }

static int returns_into_ring_0(void)
{
	asm volatile("mov %%rsp, %%rax\n\tpush $0x18\n\tpush %%rax\n\tpushfq\n\tpush $0x10\n\tlea 1f(%%rip), %%rax\n\tpush %%rax\n\tiretq\n1:" : : : "rax", "memory");
	return 0;
}

// ---- instructions ---------------------------------------------------------------------------------------------

static int port(void) { asm volatile("out %%al, $0xf4" : : "a"(0x10)); return 0; }
static int no_interrupts(void) { asm volatile("cli"); return 0; }
static int halts(void) { asm volatile("hlt"); return 0; }
static int model_register(void) { asm volatile("rdmsr" : : "c"(0xc0000082) : "rax", "rdx"); return 0; }
static int control_register(void) { asm volatile("mov %%cr3, %%rax" : : : "rax"); return 0; }
static int extended_control(void) { asm volatile("xsetbv" : : "a"(0), "d"(0), "c"(0)); return 0; }
static int old_call(void) { asm volatile("int $0x80" : : "a"(20)); return 0; }
static int double_fault_gate(void) { asm volatile("int $8"); return 0; }
static int fast_old_call(void) { asm volatile("sysenter"); return 0; }
static int breakpoint(void) { asm volatile("int3"); return 0; }
static int debug_trap(void) { asm volatile(".byte 0xf1"); return 0; }
static int table_address(void)
{
	unsigned char room[16];
	asm volatile("sgdt %0" : "=m"(room));
	return 0;
}
static int vector_control(void)
{
	unsigned bad = ~0u;
	asm volatile("ldmxcsr %0" : : "m"(bad));
	return 0;
}

// ---- what a handler's frame may bring back --------------------------------------------------------------------

static int how;

static void spoil(int number, siginfo_t *info, void *context)
{
	(void)number, (void)info;
	ucontext_t *c = context;
	unsigned char *state = (unsigned char *)c->uc_mcontext.fpregs;
	switch (how) {
	case 0: c->uc_mcontext.gregs[REG_RIP] = (long long)NOT_CANONICAL; break;
	case 1: c->uc_mcontext.gregs[REG_RIP] = (long long)KERNEL; break;
	case 2: c->uc_mcontext.gregs[REG_CSGSFS] = 0x0018000000000010ll; break;
	case 3: c->uc_mcontext.gregs[REG_EFL] |= (long long)(PRIVILEGE | (1ul << 17) | (1ul << 19) | (1ul << 20)); break;
	case 4: c->uc_mcontext.gregs[REG_EFL] |= (long long)TRAP_FLAG; break;
	case 5: memset(state + 24, 0xff, 8); break; // MXCSR and its mask
	case 6: memset(state + 512, 0xff, 64); break; // XSTATE_BV, XCOMP_BV, reserved
	case 7: memset(state, 0xff, 512); break;
	case 8: c->uc_mcontext.fpregs = (void *)NOT_CANONICAL; break;
	case 9: c->uc_mcontext.fpregs = (void *)KERNEL; break;
	case 10: c->uc_mcontext.fpregs = (void *)16; break;
	case 11: c->uc_mcontext.gregs[REG_RSP] = (long long)NOT_CANONICAL; break;
	case 12: c->uc_stack.ss_flags = 0, c->uc_stack.ss_sp = (void *)KERNEL, c->uc_stack.ss_size = PAGE; break;
	default: break;
	}
}

static int frame(int kind)
{
	struct sigaction action = { .sa_sigaction = spoil, .sa_flags = SA_SIGINFO };
	how = kind;
	sigaction(SIGUSR1, &action, 0);
	raise(SIGUSR1);
	uint64_t flags;
	asm volatile("pushfq\n\tpop %0" : "=r"(flags));
	volatile double x = 1.5;
	return (flags & PRIVILEGE) != 0 || (kind < 5 && x * 2 != 3.0);
}

static int frame_nowhere(void) { return frame(0); }
static int frame_kernel(void) { return frame(1); }
static int frame_selectors(void) { return frame(2); }
static int frame_privilege(void) { return frame(3); }
static int frame_step(void) { return frame(4); }
static int frame_control(void) { return frame(5); }
static int frame_header(void) { return frame(6); }
static int frame_state(void) { return frame(7); }
static int frame_state_nowhere(void) { return frame(8); }
static int frame_state_kernel(void) { return frame(9); }
static int frame_state_unmapped(void) { return frame(10); }
static int frame_stack(void) { return frame(11); }
static int frame_alternate(void)
{
	struct sigaction action = { .sa_handler = ignore, .sa_flags = SA_ONSTACK };
	int broken = frame(12);
	sigaction(SIGUSR2, &action, 0);
	raise(SIGUSR2); // on a stack in the kernel's memory
	return broken;
}

static int return_without_frame(void)
{
	asm volatile("mov %0, %%rsp\n\tsyscall" : : "r"(KERNEL), "a"(SYS_rt_sigreturn) : "memory");
	return 0;
}

// ---- what a call leaves in the registers ----------------------------------------------------------------------

// Every register but RAX, RCX and R11 is as it was; those hold the result, the next instruction and the flags.
static int registers_after_call(void)
{
	static uint64_t general[15], vectors[32], expected[32];
	for (int i = 0; i < 32; i++)
		expected[i] = 0x0101010101010101ul * (unsigned)(i + 1);
	asm volatile(
		"push %%rbp\n\tmov %2, %%rbp\n\t"
		"movups (%%rbp), %%xmm0\n\tmovups 16(%%rbp), %%xmm1\n\tmovups 32(%%rbp), %%xmm2\n\tmovups 48(%%rbp), %%xmm3\n\t"
		"movups 64(%%rbp), %%xmm4\n\tmovups 80(%%rbp), %%xmm5\n\tmovups 96(%%rbp), %%xmm6\n\tmovups 112(%%rbp), %%xmm7\n\t"
		"movups 128(%%rbp), %%xmm8\n\tmovups 144(%%rbp), %%xmm9\n\tmovups 160(%%rbp), %%xmm10\n\tmovups 176(%%rbp), %%xmm11\n\t"
		"movups 192(%%rbp), %%xmm12\n\tmovups 208(%%rbp), %%xmm13\n\tmovups 224(%%rbp), %%xmm14\n\tmovups 240(%%rbp), %%xmm15\n\t"
		"mov $1, %%ebx\n\tmov $2, %%edx\n\tmov $3, %%esi\n\tmov $4, %%edi\n\tmov $5, %%r8d\n\tmov $6, %%r9d\n\tmov $7, %%r10d\n\t"
		"mov $8, %%r12d\n\tmov $9, %%r13d\n\tmov $10, %%r14d\n\tmov $11, %%r15d\n\tmov %3, %%eax\n\tsyscall\n1:\n\t"
		"mov %%rbx, 0+%0\n\tmov %%rdx, 8+%0\n\tmov %%rsi, 16+%0\n\tmov %%rdi, 24+%0\n\tmov %%r8, 32+%0\n\tmov %%r9, 40+%0\n\tmov %%r10, 48+%0\n\t"
		"mov %%r12, 56+%0\n\tmov %%r13, 64+%0\n\tmov %%r14, 72+%0\n\tmov %%r15, 80+%0\n\tmov %%rbp, 88+%0\n\t"
		"lea 1b(%%rip), %%rbx\n\tsub %%rbx, %%rcx\n\tmov %%rcx, 96+%0\n\tmov %%r11, 104+%0\n\tmov %%rax, 112+%0\n\t"
		"movups %%xmm0, 0+%1\n\tmovups %%xmm1, 16+%1\n\tmovups %%xmm2, 32+%1\n\tmovups %%xmm3, 48+%1\n\t"
		"movups %%xmm4, 64+%1\n\tmovups %%xmm5, 80+%1\n\tmovups %%xmm6, 96+%1\n\tmovups %%xmm7, 112+%1\n\t"
		"movups %%xmm8, 128+%1\n\tmovups %%xmm9, 144+%1\n\tmovups %%xmm10, 160+%1\n\tmovups %%xmm11, 176+%1\n\t"
		"movups %%xmm12, 192+%1\n\tmovups %%xmm13, 208+%1\n\tmovups %%xmm14, 224+%1\n\tmovups %%xmm15, 240+%1\n\t"
		"pop %%rbp"
		: "=m"(general), "=m"(vectors)
		: "r"(expected), "i"(SYS_getpid)
		: "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc",
		  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
	for (unsigned i = 0; i < 11; i++)
		if (general[i] != i + 1)
			return 1;
	if (general[11] != (uint64_t)expected || general[12] != 0 || (general[13] & ~0x8d5ul) != 0x202 || general[14] != (uint64_t)getpid())
		return 2;
	return memcmp(vectors, expected, sizeof vectors) != 0;
}

// Ends with 0 when every register but RSP is 0, the vectors in full, and x87 as it is after FNINIT.
asm(".text\nlook:\n\t"
    "or %rbx, %rax\n\tor %rcx, %rax\n\tor %rdx, %rax\n\tor %rsi, %rax\n\tor %rdi, %rax\n\tor %rbp, %rax\n\tor %r8, %rax\n\tor %r9, %rax\n\t"
    "or %r10, %rax\n\tor %r11, %rax\n\tor %r12, %rax\n\tor %r13, %rax\n\tor %r14, %rax\n\tor %r15, %rax\n\t"
    "vorps %ymm1, %ymm0, %ymm0\n\tvorps %ymm2, %ymm0, %ymm0\n\tvorps %ymm3, %ymm0, %ymm0\n\tvorps %ymm4, %ymm0, %ymm0\n\t"
    "vorps %ymm5, %ymm0, %ymm0\n\tvorps %ymm6, %ymm0, %ymm0\n\tvorps %ymm7, %ymm0, %ymm0\n\tvorps %ymm8, %ymm0, %ymm0\n\t"
    "vorps %ymm9, %ymm0, %ymm0\n\tvorps %ymm10, %ymm0, %ymm0\n\tvorps %ymm11, %ymm0, %ymm0\n\tvorps %ymm12, %ymm0, %ymm0\n\t"
    "vorps %ymm13, %ymm0, %ymm0\n\tvorps %ymm14, %ymm0, %ymm0\n\tvorps %ymm15, %ymm0, %ymm0\n\t"
    "xor %edi, %edi\n\ttest %rax, %rax\n\tsetnz %dil\n\txor %esi, %esi\n\tvptest %ymm0, %ymm0\n\tsetnz %sil\n\tlea (%rdi,%rsi,2), %edi\n\t"
    "xor %eax, %eax\n\tfnstcw -8(%rsp)\n\tcmpw $0x37f, -8(%rsp)\n\tsetnz %al\n\tlea (%rdi,%rax,4), %edi\n\t"
    "rdfsbase %rax\n\trdgsbase %rdx\n\tor %rdx, %rax\n\tsetnz %al\n\tmovzbl %al, %eax\n\tlea (%rdi,%rax,8), %edi\n\t"
    "mov $231, %eax\n\tsyscall\nlook_end:\n");
extern unsigned char look[], look_end[];

// A new program finds nothing of what ran before it: this one fills all registers first.
static int registers_of_new_program(void)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr segment;
		unsigned char code[512];
	} image = {
		.header = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT }, .e_type = ET_EXEC, .e_machine = EM_X86_64,
			    .e_version = 1, .e_entry = 0x400000 + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr), .e_phoff = sizeof(Elf64_Ehdr),
			    .e_ehsize = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 1 },
		.segment = { .p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_vaddr = 0x400000, .p_filesz = sizeof image, .p_memsz = sizeof image, .p_align = PAGE },
	};
	memcpy(image.code, look, (size_t)(look_end - look));
	int file = open("/tmp/look", O_CREAT | O_WRONLY | O_TRUNC, 0755);
	if (file < 0 || write(file, &image, sizeof image) != (ssize_t)sizeof image || close(file) != 0)
		return 32;
	uint64_t pattern[4] = { ~0ul, ~0ul, ~0ul, ~0ul };
	const char *path = "/tmp/look";
	char *const none[] = { 0 };
	asm volatile("vmovups (%0), %%ymm0\n\tvmovups %%ymm0, %%ymm7\n\tvmovaps %%ymm0, %%ymm15\n\tfldpi\n\tfnstcw -8(%%rsp)\n\tandw $0xf3ff, -8(%%rsp)\n\tfldcw -8(%%rsp)"
		     :
		     : "r"(pattern)
		     : "memory");
	long result = SYS_execve;
	asm volatile("mov $-1, %%rbx\n\tmov $-1, %%r12\n\tmov $-1, %%r13\n\tmov $-1, %%r14\n\tmov $-1, %%r15\n\tmov $-1, %%r8\n\tmov $-1, %%r9\n\tmov $-1, %%r10\n\tsyscall"
		     : "+a"(result)
		     : "D"(path), "S"(none), "d"(none)
		     : "rbx", "rcx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory");
	return 64;
}

// ---- two processes that both use AVX --------------------------------------------------------------------------

static int vectors_for(unsigned long pattern)
{
	static unsigned char room[512];
	for (int round = 0; round < 12; round++) {
		uint64_t seen = 0;
		asm volatile("vmovq %1, %%xmm0\n\tvpermilpd $0, %%ymm0, %%ymm0\n\tvmovddup %%xmm0, %%xmm1\n\tvinsertf128 $1, %%xmm1, %%ymm1, %%ymm0\n\t"
			     "vmovapd %%ymm0, %%ymm5\n\tvmovapd %%ymm0, %%ymm10\n\tvmovapd %%ymm0, %%ymm15\n\t"
			     "mov $20000000, %%ecx\n1:\n\tdec %%ecx\n\tjnz 1b\n\t"
			     "vmovupd %%ymm0, (%2)\n\tvmovupd %%ymm5, 32(%2)\n\tvmovupd %%ymm10, 64(%2)\n\tvmovupd %%ymm15, 96(%2)\n\tvzeroupper"
			     : "+r"(seen)
			     : "r"(pattern), "r"(room)
			     : "rcx", "memory", "xmm0", "xmm1", "xmm5", "xmm10", "xmm15");
		for (int i = 0; i < 16; i++)
			if (((uint64_t *)room)[i] != pattern)
				return 1;
	}
	return 0;
}

static int vectors(void)
{
	pid_t other = fork();
	if (other == 0)
		_exit(vectors_for(0x1111111111111111ul));
	int mine = vectors_for(0x2222222222222222ul);
	int status = 0;
	waitpid(other, &status, 0);
	return mine != 0 || status != 0;
}

// ---- a call that copies a page, which the kernel does with vectors -----------------------------------------------

static int keeps_vectors(void)
{
	static uint64_t page[PAGE / 8], back[PAGE / 8], patterns[16], seen[16];
	for (unsigned i = 0; i < PAGE / 8; i++)
		page[i] = 0x100000001b3ul * (i + 1);
	for (unsigned i = 0; i < 16; i++)
		patterns[i] = 0x0101010101010101ul * (i + 1);
	int file = open("/tmp/page", O_CREAT | O_RDWR | O_TRUNC, 0600);
	if (file < 0 || write(file, page, PAGE) != PAGE)
		return 1;
	long result = SYS_pread64;
	register long offset asm("r10") = 0;
	asm volatile("vmovupd (%4), %%ymm0\n\tvmovupd 32(%4), %%ymm1\n\tvmovupd 64(%4), %%ymm2\n\tvmovupd 96(%4), %%ymm3\n\tsyscall\n\t"
		     "vmovupd %%ymm0, (%5)\n\tvmovupd %%ymm1, 32(%5)\n\tvmovupd %%ymm2, 64(%5)\n\tvmovupd %%ymm3, 96(%5)\n\tvzeroupper"
		     : "+a"(result)
		     : "D"((long)file), "S"(back), "d"((long)PAGE), "b"(patterns), "r"(seen), "r"(offset)
		     : "rcx", "r11", "memory", "xmm0", "xmm1", "xmm2", "xmm3");
	close(file);
	return result != PAGE || memcmp(page, back, PAGE) != 0 || memcmp(patterns, seen, sizeof patterns) != 0;
}

// ---- the table ------------------------------------------------------------------------------------------------

#define FINE 0

static const struct {
	const char *name;
	int (*attempt)(void);
	int status; // as wait(2) has it: 0, or the signal
	int other; // what the translator of QEMU makes of it, which does not look at addresses as the processor does
} attempts[] = {
	{ "a call with DF", keeps_direction, FINE, FINE },
	{ "a call with NT", keeps_nested, FINE, FINE },
	{ "a call with AC, NT and DF", keeps_alignment, FINE, FINE },
	{ "a call that is single-stepped", steps_over_call, SIGTRAP, SIGTRAP },
	{ "faults with DF and NT", faults_backwards, FINE, FINE },
	{ "a jump to no canonical address", jumps_nowhere, SIGSEGV, SIGSEGV },
	{ "a jump into the kernel", jumps_into_kernel, SIGSEGV, SIGSEGV },
	{ "a jump beyond the end", jumps_beyond, SIGSEGV, SIGSEGV },
	{ "a stack at no canonical address", stack_nowhere, SIGBUS, SIGSEGV },
	{ "a handler's frame into the kernel", frame_into_kernel, SIGSEGV, SIGSEGV },
	{ "pointers into the kernel", calls_with_kernel_pointers, FINE, FINE },
	{ "a call in the last instruction", call_at_the_end, SIGSEGV, SIGSEGV },
	{ "bases that no program has", bases_refused, FINE, FINE },
	{ "thread-local storage at no canonical address", storage_nowhere, FINE, FINE },
	{ "WRFSBASE of no canonical address", base_nowhere, SIGSEGV, FINE },
	{ "WRGSBASE of no canonical address", base_nowhere_gs, SIGSEGV, FINE },
	{ "calls and faults with bases in the kernel", bases_in_kernel, FINE, FINE },
	{ "a read through a base in the kernel", reads_through_base, SIGSEGV, SIGSEGV },
	{ "other selectors", selectors, FINE, FINE },
	{ "the kernel's data selector", kernel_selector, SIGSEGV, SIGSEGV },
	{ "a far return into ring 0", into_ring_0, SIGSEGV, SIGSEGV },
	{ "a far return into 32 bits", into_32_bits, SIGSEGV, SIGSEGV },
	{ "an IRETQ into ring 0", returns_into_ring_0, SIGSEGV, SIGSEGV },
	{ "a port", port, SIGSEGV, SIGSEGV },
	{ "CLI", no_interrupts, SIGSEGV, SIGSEGV },
	{ "HLT", halts, SIGSEGV, SIGSEGV },
	{ "RDMSR", model_register, SIGSEGV, SIGSEGV },
	{ "CR3", control_register, SIGSEGV, SIGSEGV },
	{ "XSETBV", extended_control, SIGSEGV, SIGSEGV },
	{ "int 0x80", old_call, SIGSEGV, SIGSEGV },
	{ "int 8", double_fault_gate, SIGSEGV, SIGSEGV },
	{ "SYSENTER", fast_old_call, SIGSEGV, SIGILL },
	{ "INT3", breakpoint, SIGTRAP, SIGTRAP },
	{ "INT1", debug_trap, SIGTRAP, SIGILL },
	{ "SGDT", table_address, SIGSEGV, SIGSEGV },
	{ "LDMXCSR of reserved bits", vector_control, SIGSEGV, FINE },
	{ "a frame with RIP at no canonical address", frame_nowhere, SIGSEGV, SIGSEGV },
	{ "a frame with RIP in the kernel", frame_kernel, SIGSEGV, SIGSEGV },
	{ "a frame with the kernel's selectors", frame_selectors, FINE, FINE },
	{ "a frame with IOPL, VM, VIF and VIP", frame_privilege, FINE, FINE },
	{ "a frame with TF", frame_step, SIGTRAP, SIGTRAP },
	{ "a frame with a bad MXCSR", frame_control, FINE, FINE },
	{ "a frame with a bad XSAVE header", frame_header, FINE, FINE },
	{ "a frame with a bad x87 and SSE state", frame_state, FINE, FINE },
	{ "a frame whose state is at no canonical address", frame_state_nowhere, SIGSEGV, SIGSEGV },
	{ "a frame whose state is in the kernel", frame_state_kernel, SIGSEGV, SIGSEGV },
	{ "a frame whose state is nowhere", frame_state_unmapped, SIGSEGV, SIGSEGV },
	{ "a frame with RSP at no canonical address", frame_stack, SIGBUS, SIGSEGV },
	{ "an alternate stack in the kernel", frame_alternate, SIGSEGV, SIGSEGV },
	{ "a return from no handler", return_without_frame, SIGSEGV, SIGSEGV },
	{ "registers after a call", registers_after_call, FINE, FINE },
	{ "registers of a new program", registers_of_new_program, FINE, FINE },
	{ "AVX in two processes", vectors, FINE, FINE },
	{ "AVX and a call that copies a page", keeps_vectors, FINE, FINE },
};

int main(int count, char **words)
{
	int held = 0, all = 0;
	setvbuf(stdout, 0, _IONBF, 0);
	for (unsigned i = 0; i < sizeof attempts / sizeof *attempts; i++) {
		if (count > 1 && strcmp(words[1], attempts[i].name) != 0)
			continue;
		all++;
		pid_t child = fork();
		if (child == 0)
			_exit(attempts[i].attempt());
		int status = 0;
		waitpid(child, &status, 0);
		status &= ~0x80; // whether a core file was written
		if (status == attempts[i].status || status == attempts[i].other)
			held++, printf("held %s\n", attempts[i].name);
		else
			printf("BROKEN %s: status %#x, not %#x\n", attempts[i].name, status, attempts[i].status);
	}
	printf("%d of %d held\n", held, all);
	return held != all;
}
