// What /dev/mem shows (mem(4)): arguments are addresses, of which each is read and mapped.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int count, char **values)
{
	int file = open("/dev/mem", O_RDWR);
	printf("open: %s\n", file < 0 ? strerror(errno) : "done");
	for (int i = 1; file >= 0 && i < count; i++) {
		off_t at = strtoll(values[i], NULL, 16);
		unsigned short word = 0;
		printf("%s is read: %s\n", values[i], pread(file, &word, sizeof word, at) == sizeof word ? "done" : strerror(errno));
		volatile unsigned short *seen = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, at);
		if (seen == MAP_FAILED) {
			printf("%s is mapped: %s\n", values[i], strerror(errno));
			continue;
		}
		*seen = 0x0741;
		word = 0;
		pread(file, &word, sizeof word, at);
		printf("%s is mapped: %s\n", values[i], word == 0x0741 ? "done" : "another word");
	}
	return 0;
}
