/*
 * Starts a program again and again, and waits for each: spawner COUNT PROGRAM. By fork and by vfork in turn; the status is 0 only if each ended with 0.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	if (count != 3) {
		fprintf(stderr, "usage: spawner COUNT PROGRAM\n");
		return 2;
	}

	char *program[] = { arguments[2], NULL };
	unsigned long wanted = strtoul(arguments[1], NULL, 0);
	for (unsigned long i = 0; i < wanted; i++) {
		pid_t child = i % 2 ? vfork() : fork();
		if (child == 0) {
			execv(program[0], program);
			_exit(127);
		}

		int status;
		if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
			printf("spawn %lu failed\n", i);
			return 1;
		}
	}

	printf("%lu spawned\n", wanted);
	return 0;
}
