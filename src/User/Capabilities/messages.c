// Endpoints and notifications (docs/abi/vela.md): a server that knows its clients by their badges, lends one a file, and is taken away from them.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../Include/vela.h"

enum { CLIENTS = 3, ASK_FILE = 1, ADD = 2 };

static void tell(const char *what, int64_t answer)
{
	if (answer < 0 && answer > -4096)
		printf("%s: error %d\n", what, (int)-answer);
	else
		printf("%s: done\n", what);
	fflush(stdout);
}

static vela_handle_t take(int from)
{
	vela_handle_t handle = 0;
	if (read(from, &handle, sizeof handle) != sizeof handle)
		_exit(1);
	return handle;
}

// Asks for a sum and for a file, says by a notification that it has both, and asks once more when it may not any longer.
static int client(int from, int number)
{
	char text[16] = "";
	vela_handle_t server = take(from), ready = take(from);
	struct vela_message message = {.words = {ADD, (uint64_t)number, 40}};
	int64_t answer = vela_request(server, &message, VELA_FOREVER);
	if (answer < 0 || message.words[0] != (uint64_t)number + 40)
		return 2;
	if (number == 1) {
		message = (struct vela_message){.words = {ASK_FILE}};
		tell("ask for a file", vela_request(server, &message, VELA_FOREVER));
		int file = (int)vela_descriptor(message.handles[0], 0);
		read(file, text, 4);
		printf("the file that was lent says %s\n", text);
		fflush(stdout);
	}
	vela_signal(ready, 0);
	(void)take(from); // the server has stopped serving
	message = (struct vela_message){.words = {ADD}};
	answer = vela_request(server, &message, VELA_FOREVER);
	return answer == -ECANCELED ? 0 : 3;
}

int main(void)
{
	int to[CLIENTS][2];
	pid_t clients[CLIENTS];
	uint64_t bits = 0, seen = 0;
	int64_t endpoint = vela_create(VELA_ENDPOINT), ready = vela_create(VELA_NOTIFICATION);
	tell("make an endpoint", endpoint);
	tell("make a notification", ready);
	int note = open("/note", O_RDWR | O_CREAT | O_TRUNC, 0600);
	write(note, "note", 4);
	int64_t lent = vela_derive((vela_handle_t)endpoint, VELA_SENDING | VELA_BADGING | VELA_DUPLICATING | VELA_TRANSFERRING);

	for (int i = 0; i < CLIENTS; i++) {
		pipe(to[i]);
		clients[i] = fork();
		if (clients[i] == 0)
			_exit(client(to[i][0], i));
		int64_t badged = vela_badge((vela_handle_t)lent, VELA_SENDING | VELA_DUPLICATING | VELA_TRANSFERRING, (uint64_t)i + 100);
		int64_t theirs = vela_give((vela_handle_t)badged, VELA_SENDING, clients[i]);
		write(to[i][1], &theirs, sizeof theirs);
		badged = vela_badge((vela_handle_t)ready, VELA_SIGNALLING | VELA_DUPLICATING | VELA_TRANSFERRING, 1ull << i);
		theirs = vela_give((vela_handle_t)badged, VELA_SIGNALLING, clients[i]);
		write(to[i][1], &theirs, sizeof theirs);
	}

	for (int served = 0; served < CLIENTS + 1; served++) {
		struct vela_message message;
		int64_t got = vela_receive((vela_handle_t)endpoint, &message, VELA_FOREVER);
		if (got < 0) {
			tell("receive", got);
			return 1;
		}
		if (message.words[0] == ASK_FILE) {
			printf("client %d asks for a file\n", (int)message.badge);
			lseek(note, 0, SEEK_SET);
			struct vela_message answer = {.handles = {(vela_handle_t)vela_derive((vela_handle_t)vela_handle(note), VELA_READ | VELA_DUPLICATING | VELA_TRANSFERRING)}};
			tell("lend it", vela_reply(message.reply, &answer));
		} else {
			struct vela_message answer = {.words = {message.words[1] + message.words[2]}};
			seen |= 1ull << (message.badge - 100);
			if (vela_reply(message.reply, &answer) < 0 || vela_reply(message.reply, &answer) != -EBADF)
				return 1;
		}
	}
	printf("clients that asked: %d\n", (int)seen);
	while (bits != 7) {
		uint64_t more = 0;
		if (vela_wait((vela_handle_t)ready, &more, VELA_FOREVER) < 0)
			return 1;
		bits |= more;
	}
	printf("clients that are ready: %d\n", (int)bits);
	fflush(stdout);
	for (int i = 0; i < CLIENTS; i++)
		write(to[i][1], &ready, sizeof ready);
	usleep(50000); // they ask once more
	tell("take it away from all of them", vela_revoke((vela_handle_t)lent));
	for (int i = 0; i < CLIENTS; i++) {
		int status;
		waitpid(clients[i], &status, 0);
		printf("client %d ended with %d\n", i, WEXITSTATUS(status));
	}
	struct vela_message nothing;
	tell("nobody sends any more", vela_receive((vela_handle_t)endpoint, &nothing, 0));
	tell("a millisecond later", vela_receive((vela_handle_t)endpoint, &nothing, 1000000));
	return 0;
}
