// Processes by handle (docs/abi/vela.md): a parent that has given its container up still minds its child, and lends a friend the right to end itself.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../Include/vela.h"

static void tell(const char *what, int64_t answer)
{
	if (answer < 0 && answer > -4096)
		printf("%s: error %d\n", what, (int)-answer);
	else
		printf("%s: done\n", what);
	fflush(stdout);
}

int main(void)
{
	volatile uint64_t *count = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int to[2];
	uint64_t status = 0;
	pipe(to);
	pid_t child = fork();
	if (child == 0)
		for (;;)
			(*count)++;
	pid_t friend = fork();
	if (friend == 0) {
		vela_handle_t handle;
		read(to[0], &handle, sizeof handle);
		tell("the friend may not suspend itself", vela_suspend(handle));
		tell("the friend is still there", vela_destroy(handle));
		_exit(0);
	}

	uint32_t all = VELA_SIGNALLING | VELA_WAITING | VELA_SUSPENDING | VELA_RUNNING | VELA_DESTROYING | VELA_WRITESTATE | VELA_DUPLICATING | VELA_TRANSFERRING;
	int64_t container = vela_handle(VELA_CONTAINER);
	vela_handle_t handle = (vela_handle_t)vela_reach((vela_handle_t)container, child, all);
	vela_handle_t helper = (vela_handle_t)vela_reach((vela_handle_t)container, friend, all);
	tell("reach the child", (int64_t)handle);
	tell("no container", vela_use(VELA_CONTAINER, 0));
	tell("wait4 is refused", waitpid(child, 0, WNOHANG) < 0 ? -1 : 0);
	tell("kill is refused", kill(child, SIGTERM) < 0 ? -1 : 0);

	tell("suspend it", vela_suspend(handle));
	uint64_t before = *count;
	usleep(30000);
	printf("it stands still: %s\n", *count == before ? "yes" : "no");
	tell("a signal does not wake it", vela_signal(handle, SIGTERM));
	tell("it has not ended", vela_wait(handle, &status, 10000000));
	tell("resume it", vela_resume(handle));
	tell("the signal ends it", vela_wait(handle, &status, VELA_FOREVER));
	printf("it ended by signal %d\n", WTERMSIG((int)status));
	tell("it is gone", vela_signal(handle, 0));

	int64_t lent = vela_give(helper, VELA_DESTROYING, helper);
	tell("give a handle to who is named by a handle", lent);
	write(to[1], &lent, sizeof lent);
	tell("wait for the friend", vela_wait(helper, &status, VELA_FOREVER));
	printf("the friend ended by signal %d\n", WTERMSIG((int)status));
	return 0;
}
