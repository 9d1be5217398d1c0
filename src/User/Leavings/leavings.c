// How long a reader waits for the end of a pipe whose other end goes with a process that had many descriptors open. Prints milliseconds.
// What such a process leaves is given back in steps: they must go on although nobody else has anything to do.
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int count, char **words)
{
	int ends[2], most = count > 1 ? atoi(words[1]) : 1000;
	struct rlimit limit = { (rlim_t)most + 16, (rlim_t)most + 16 };
	char byte;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || pipe(ends) != 0)
		return 1;
	if (fork() == 0) {
		for (int i = 0; i < most; i++)
			if (dup(ends[1]) < 0)
				_exit(2);
		_exit(write(ends[1], "x", 1) != 1);
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		return 3;
	long start = now();
	if (read(ends[0], &byte, 1) != 0)
		return 4;
	long took = now() - start;
	int status;
	if (wait(&status) < 0 || status != 0)
		return 5;
	printf("%ld ms to the end of the pipe\n", took);
	return took > 1000;
}
