// A driver that is a program (docs/abi/vela.md): the real-time clock's periodic interrupt, and a word on the screen, with what `run --with` has named.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../Include/vela.h"

enum { INDEX = 0x70, DATA = 0x71, STATUS_A = 0x0a, STATUS_B = 0x0b, STATUS_C = 0x0c, PERIODIC = 0x40, TICKS = 5 };

static vela_handle_t ports, screen, interrupt;

static void tell(const char *what, int64_t answer)
{
	if (answer < 0 && answer > -4096)
		printf("%s: error %d\n", what, (int)-answer);
	else
		printf("%s: done\n", what);
	fflush(stdout);
}

static void find(void)
{
	struct vela_capability seen;
	for (int64_t at = vela_next(0); at > 0 || at < -4095; at = vela_next((vela_handle_t)at) ) {
		if (vela_inspect((vela_handle_t)at, &seen) < 0)
			continue;
		if (seen.type == VELA_PORTS)
			ports = (vela_handle_t)at;
		if (seen.type == VELA_DEVICE)
			screen = (vela_handle_t)at;
		if (seen.type == VELA_INTERRUPT)
			interrupt = (vela_handle_t)at;
	}
}

static int get(int at)
{
	vela_output(ports, INDEX, 1, (uint32_t)at);
	return (int)vela_input(ports, DATA, 1);
}

static void set(int at, int value)
{
	vela_output(ports, INDEX, 1, (uint32_t)at);
	vela_output(ports, DATA, 1, (uint32_t)value);
}

int main(void)
{
	find();
	printf("it has ports: %s, registers: %s, an interrupt: %s\n", ports ? "yes" : "no", screen ? "yes" : "no", interrupt ? "yes" : "no");
	if (!ports || !screen || !interrupt)
		return 0;
	tell("another port", vela_input(ports, 0x3f8, 1));
	set(STATUS_A, (get(STATUS_A) & 0xf0) | 10); // 64 a second
	set(STATUS_B, get(STATUS_B) | PERIODIC);
	(void)get(STATUS_C);
	uint64_t all = 0;
	while (all < TICKS) {
		uint64_t count = 0;
		int64_t waited = vela_wait(interrupt, &count, 2000000000);
		if (waited < 0) {
			tell("wait", waited);
			break;
		}
		all += count;
		(void)get(STATUS_C);
		vela_acknowledge(interrupt);
	}
	set(STATUS_B, get(STATUS_B) & ~PERIODIC);
	printf("interrupts served: %s\n", all >= TICKS ? "enough" : "too few");
	tell("no more of them", vela_wait(interrupt, &all, 100000000));

	int64_t mapped = vela_map(screen, 0, 4096, PROT_READ | PROT_WRITE);
	tell("map the screen", mapped);
	tell("to run it", vela_map(screen, 0, 4096, PROT_READ | PROT_EXEC));
	if (mapped > 0) {
		volatile uint16_t *cells = (volatile uint16_t *)mapped;
		uint16_t before = cells[79];
		cells[79] = 0x0756;
		printf("what was written is read: %s\n", cells[79] == 0x0756 ? "yes" : "no");
		cells[79] = before;
		fflush(stdout);
	}
	return 0;
}
