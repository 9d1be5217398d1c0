/* Rows that enter no kernel: they show what the emulator counts. */
#include "vmbench.h"

#include <cpuid.h>
#include <string.h>

void calibrate_loop(long unused)
{
	(void)unused;
	long turns = repetitions(5000000);
	uint64_t ticks = 0;
	struct meter m = meter(1);
	while (next_round(&m)) {
		uint64_t before = processor_ticks();
		long left = turns;
		start(&m);
		__asm__ volatile("1: dec %0\n jnz 1b" : "+r"(left) : : "cc");
		stop(&m, 2 * turns);
		ticks = processor_ticks() - before;
	}
	report(&m);
	remark("# calib_loop: %lu ticks of the processor's counter for %ld instructions\n", ticks, 2 * turns);
}

/* BODY once for each STEP bytes of a page; in it OFFSET is the place. */
#define UNROLLED(step, body) ".set OFFSET, 0\n .rept 4096 / " #step "\n" body "\n .set OFFSET, OFFSET + " #step "\n .endr\n"

ALWAYS void one_page(long way, char *to, const char *from)
{
	long bytes = PAGE, words = PAGE / 8;
	switch (way) {
	case ZERO_STOSB:
		__asm__ volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(0L) : "memory");
		break;
	case ZERO_STOSQ:
		__asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(0L) : "memory");
		break;
	case ZERO_SSE:
		__asm__ volatile("pxor %%xmm0, %%xmm0\n" UNROLLED(16, "movaps %%xmm0, OFFSET(%0)") : : "r"(to) : "memory", "xmm0");
		break;
	case ZERO_AVX:
		__asm__ volatile("vpxor %%xmm0, %%xmm0, %%xmm0\n" UNROLLED(32, "vmovdqa %%ymm0, OFFSET(%0)") "vzeroupper"
				 : : "r"(to) : "memory", "xmm0");
		break;
	case COPY_MOVSB:
		__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
		break;
	case COPY_MOVSQ:
		__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
		break;
	case COPY_SSE:
		__asm__ volatile(UNROLLED(16, "movaps OFFSET(%1), %%xmm0\n movaps %%xmm0, OFFSET(%0)") : : "r"(to), "r"(from) : "memory", "xmm0");
		break;
	case COPY_AVX:
		__asm__ volatile(UNROLLED(32, "vmovdqa OFFSET(%1), %%ymm0\n vmovdqa %%ymm0, OFFSET(%0)") "vzeroupper"
				 : : "r"(to), "r"(from) : "memory", "xmm0");
		break;
	}
}

/* AVX is there when the processor has it and the kernel keeps its registers (SDM vol. 1, 14.3). */
static int has_avx(void)
{
	unsigned eax, ebx, ecx, edx, enabled, high;
	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE) || !(ecx & bit_AVX))
		return 0;
	__asm__ volatile("xgetbv" : "=a"(enabled), "=d"(high) : "c"(0));
	return (enabled & 6) == 6;
}

void calibrate_page(long way)
{
	static char pages[2 * PAGE] __attribute__((aligned(4096)));
	if ((way == ZERO_AVX || way == COPY_AVX) && !has_avx())
		fail("no AVX", -1);
	memset(pages, 1, sizeof pages);
	long count = repetitions(2000);
	struct meter m = meter(1);
	while (next_round(&m)) {
		start(&m);
		for (long i = 0; i < count; i++)
			one_page(way, pages, pages + PAGE);
		stop(&m, count);
	}
	report(&m);
}

void calibrate_touch(long unused)
{
	(void)unused;
	char *region = map_private(4 * MIB);
	(void)sys_madvise(region, 4 * MIB, MADV_NOHUGEPAGE);
	struct meter m = meter(repetitions(8));
	while (next_round(&m)) {
		start(&m);
		write_each(region, 4 * MIB, PAGE);
		stop(&m, 4 * MIB / PAGE);
	}
	report(&m);
}
