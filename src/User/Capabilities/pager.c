// A pager that is a program (docs/abi/vela.md): its child touches memory that the parent supplies page by page, until the parent's pager is no more.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../Include/vela.h"

enum { PAGES = 64, NAME = 7, WITHHELD = 13 };

static char page[4096] __attribute__((aligned(4096)));
static sigjmp_buf after;

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

// The words of a page, or -1 where it cannot be had.
static long look(volatile uint64_t *at)
{
	if (sigsetjmp(after, 1))
		return -1;
	return (long)*at;
}

static int child(int from)
{
	vela_handle_t memory;
	read(from, &memory, sizeof memory);
	int64_t start = vela_map(memory, 0, PAGES * 4096, PROT_READ | PROT_WRITE);
	tell("map it", start);
	signal(SIGBUS, failed);
	int right = 0;
	for (int i = 0; i < PAGES - 1; i++)
		right += look((uint64_t *)(start + i * 4096l)) == (i == WITHHELD ? -1 : 1000 + i);
	printf("pages that are right: %d\n", right);
	*(volatile uint64_t *)(start + 4096) = 5;
	printf("what was written stays: %s\n", look((uint64_t *)(start + 4096)) == 5 ? "yes" : "no");
	fflush(stdout);
	read(from, &memory, sizeof memory); // the pager is no more
	printf("after its end: %ld\n", look((uint64_t *)(start + (PAGES - 1) * 4096l)));
	printf("what is there stays: %ld\n", look((uint64_t *)start));
	fflush(stdout);
	return 0;
}

int main(void)
{
	int to[2];
	pipe(to);
	int64_t pager = vela_create(VELA_PAGER);
	tell("make a pager", pager);
	int64_t memory = vela_paged((vela_handle_t)pager, NAME, PAGES * 4096);
	tell("make memory", memory);
	pid_t other = fork();
	if (other == 0)
		_exit(child(to[0]));
	int64_t theirs = vela_give((vela_handle_t)memory, VELA_READ | VELA_WRITE | VELA_MAPPING, other);
	write(to[1], &theirs, sizeof theirs);
	int asked = 0;
	while (asked < PAGES - 1) {
		struct vela_message request;
		int64_t got = vela_receive((vela_handle_t)pager, &request, 5000000000ull);
		if (got < 0) {
			tell("receive", got);
			break;
		}
		asked++;
		uint64_t number = request.words[1] / 4096;
		*(uint64_t *)page = 1000 + number;
		got = vela_supply((vela_handle_t)pager, request.words[0], request.words[1], number == WITHHELD ? 0 : page);
		if (got < 0)
			tell("supply", got);
	}
	printf("pages asked for: %d\n", asked);
	fflush(stdout);
	usleep(50000);
	tell("give the pager up", vela_delete((vela_handle_t)pager));
	write(to[1], &theirs, sizeof theirs);
	waitpid(other, 0, 0);
	return 0;
}
