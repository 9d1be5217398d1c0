// What a program can do with its capabilities (docs/abi/vela.md): it confines itself, lends a file to its child, takes it back, and asks why.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
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

static int64_t as_errno(int64_t answer)
{
	return answer < 0 ? -errno : answer;
}

int main(void)
{
	char text[16];
	int ready[2], answer[2];
	struct vela_capability seen;
	struct vela_denial denial;
	struct vela_amounts little = {.capabilities = 10};

	int made = open("/note", O_RDWR | O_CREAT, 0600);
	tell("make /note", as_errno(made));
	tell("write", as_errno(write(made, "note", 4)));

	int64_t whole = vela_handle(made);
	tell("inspect", vela_inspect(whole, &seen));
	printf("it may be written: %s\n", seen.rights & VELA_WRITE ? "yes" : "no");
	int64_t narrow = vela_derive(whole, VELA_READ | VELA_INSPECTING | VELA_DUPLICATING | VELA_TRANSFERRING);
	tell("derive", narrow);
	tell("derive what it has not", vela_derive(narrow, VELA_READ | VELA_WRITE));
	tell("why", vela_why(&denial));
	printf("refused: %s, missing write: %s, from %u steps\n", denial.operation, denial.missing == VELA_WRITE ? "yes" : "no", denial.steps);

	int reader = (int)vela_descriptor(narrow, 0);
	tell("descriptor", reader);
	tell("read through it", as_errno(pread(reader, text, 4, 0)));
	tell("write through it", as_errno(pwrite(reader, "x", 1, 0)));
	tell("a number nobody handed out", vela_delete(0x123456789abcdefull));
	tell("an address nobody has", vela_inspect(whole, (struct vela_capability *)0x123000));
	tell("split", vela_split(vela_handle(VELA_QUOTA), &little));

	pipe(ready);
	pipe(answer);
	pid_t child = fork();
	if (child == 0) {
		vela_handle_t handle = 0;
		read(ready[0], &handle, sizeof handle);
		int lent = (int)vela_descriptor(handle, 0);
		tell("child reads what was given", as_errno(pread(lent, text, 4, 0)));
		write(answer[1], "a", 1);
		read(ready[0], &handle, sizeof handle);
		tell("child reads after it was revoked", as_errno(pread(lent, text, 4, 0)));
		_exit(0);
	}

	int64_t lending = vela_derive(whole, VELA_READ | VELA_DUPLICATING | VELA_TRANSFERRING);
	int64_t given = vela_give(lending, VELA_READ, child);
	tell("give", given);
	write(ready[1], &given, sizeof given);
	read(answer[0], text, 1);
	tell("revoke", vela_revoke(lending));
	write(ready[1], &given, sizeof given);
	waitpid(child, 0, 0);

	tell("root, to be read only", vela_use(VELA_ROOT, vela_seal(vela_handle(VELA_ROOT))));
	tell("open /note", as_errno(open("/note", O_RDONLY)));
	tell("open /note to write", as_errno(open("/note", O_RDWR)));
	tell("no root", vela_use(VELA_ROOT, 0));
	tell("open /note without a root", as_errno(open("/note", O_RDONLY)));
	tell("no quota", vela_use(VELA_QUOTA, 0));
	tell("pipe without a quota", as_errno(pipe(ready)));
	tell("no container", vela_use(VELA_CONTAINER, 0));
	tell("fork without a container", as_errno(fork()));
	return 0;
}
