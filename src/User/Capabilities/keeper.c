// What a parent may do to its child by a handle (docs/abi/vela.md): supply it memory wherever it has none, look at its registers, say how it is scheduled.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../Include/vela.h"

enum { PLACES = 4, NAME = 9 };

static char page[4096] __attribute__((aligned(4096)));
static sigjmp_buf after;
static const uint64_t places[PLACES] = { 0x100000000ull, 0x200000123000ull, 0x200000124000ull, 0x3ffffffff000ull };

static void tell(const char *what, int64_t answer)
{
	if (answer < 0 && answer > -4096)
		printf("%s: error %d\n", what, (int)-answer);
	else
		printf("%s: done\n", what);
	fflush(stdout);
}

static void failed(int number)
{
	(void)number;
	siglongjmp(after, 1);
}

// The word at an address, or -1 where nothing is.
static long look(uint64_t at)
{
	if (sigsetjmp(after, 1))
		return -1;
	return (long)*(volatile uint64_t *)at;
}

static int child(int from, int to)
{
	char token;
	signal(SIGSEGV, failed);
	read(from, &token, 1);
	int right = 0;
	for (int i = 0; i < PLACES; i++)
		right += look(places[i]) == (long)(places[i] / 4096);
	printf("places that are right: %d\n", right);
	fflush(stdout);
	printf("a call reads there, too: %ld\n", (long)write(to, (void *)(places[0] + 8192), 1));
	printf("niceness: %d\n", getpriority(PRIO_PROCESS, 0));
	fflush(stdout);
	register uint64_t mark __asm__("r12") = 0x1234567;
	register uint64_t number __asm__("rax") = 0; // read
	__asm__ volatile("syscall" : "+a"(number) : "D"(from), "S"(&token), "d"(1), "r"(mark) : "rcx", "r11", "memory");
	printf("without the memory: %ld\n", look(places[0]));
	fflush(stdout);
	return 0;
}

int main(void)
{
	int down[2], up[2];
	char token = 0;
	if (pipe(down) || pipe(up))
		return 1;
	pid_t other = fork();
	if (other == 0)
		_exit(child(down[0], up[1]));
	int64_t pager = vela_create(VELA_PAGER);
	int64_t memory = vela_paged((vela_handle_t)pager, NAME, 1ull << 46);
	int64_t home = vela_handle(VELA_CONTAINER);
	int64_t process = vela_reach((vela_handle_t)home, other, VELA_SETPAGING | VELA_SCHEDULING | VELA_READSTATE);
	int64_t thread = vela_reach((vela_handle_t)process, other, VELA_READSTATE);
	tell("reach it", thread);
	tell("have its memory paged", vela_setpager((vela_handle_t)process, (vela_handle_t)memory));
	tell("let it run rarely", vela_schedule((vela_handle_t)process, 7, 0));
	write(down[1], &token, 1);
	for (int asked = 0; asked < PLACES + 1; asked++) {
		struct vela_message request;
		int64_t got = vela_receive((vela_handle_t)pager, &request, 5000000000ull);
		if (got < 0) {
			tell("receive", got);
			break;
		}
		*(uint64_t *)page = request.words[1] / 4096;
		got = vela_supply((vela_handle_t)pager, NAME, request.words[1], page);
		if (got < 0)
			tell("supply", got);
	}
	read(up[0], &token, 1);
	usleep(50000); // it waits by now
	struct vela_registers registers = { 0 };
	tell("look at its registers", vela_registers((vela_handle_t)thread, &registers));
	printf("it waits to read: %s\n", registers.r12 == 0x1234567 && registers.rdi == (uint64_t)down[0] && registers.rdx == 1 ? "yes" : "no");
	tell("take the memory back", vela_revoke((vela_handle_t)memory));
	write(down[1], &token, 1);
	int status;
	waitpid(other, &status, 0);
	printf("it ended with %d\n", status);
	return 0;
}
