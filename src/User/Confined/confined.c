// What a program finds that was given one directory to read and 16 MiB: run --with dir=/data:r,mem=16M (issue 4).
// Says what happens to each thing it tries; then reads, and looks at its mapping, until both are taken from it.
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sigjmp_buf before;
static volatile sig_atomic_t which;

static void fault(int number)
{
	which = number;
	siglongjmp(before, 1);
}

static void tell(const char *what, long result)
{
	printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done");
	fflush(stdout);
}

int main(void)
{
	char text[64];
	struct timespec moment = {0, 20000000};
	int file = open("/hello", O_RDONLY);
	tell("open /hello", file);
	tell("read", read(file, text, sizeof text));
	tell("open /hello to write", open("/hello", O_WRONLY));
	tell("make /new", open("/new", O_WRONLY | O_CREAT, 0600));
	tell("mkdir /d", mkdir("/d", 0700));
	tell("unlink /hello", unlink("/hello"));
	tell("open /../../bin/busybox", open("/../../bin/busybox", O_RDONLY));
	tell("kill 2", kill(2, 0));

	pid_t child = fork();
	if (child == 0) {
		for (int i = 0; i < 32; i++) {
			char *more = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
			if (more == MAP_FAILED)
				_exit(1);
			memset(more, 1, 1 << 20);
		}
		_exit(0);
	}
	int status = 0;
	waitpid(child, &status, 0);
	printf("32 MiB: %s\n", WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : WEXITSTATUS(status) ? "refused" : "done");
	fflush(stdout);

	const volatile char *mapped = mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
	printf("mapped: %c\n", mapped[0]);
	fflush(stdout);
	signal(SIGSEGV, fault);
	signal(SIGBUS, fault);
	for (int i = 0; i < 500; i++) {
		if (pread(file, text, sizeof text, 0) < 0) {
			tell("read after it was revoked", -1);
			tell("open after it was revoked", open("/hello", O_RDONLY));
			if (sigsetjmp(before, 1) == 0)
				printf("mapping after it was revoked: %c\n", mapped[0]);
			else
				printf("mapping after it was revoked: %s\n", strsignal(which));
			return 0;
		}
		nanosleep(&moment, 0);
	}
	puts("nothing was revoked");
	return 1;
}
