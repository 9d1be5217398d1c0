// Vela's own system calls (docs/abi/vela.md). Needs nothing but a C compiler: no library, no errno; errors are answered as negative numbers.
#ifndef VELA_H
#define VELA_H

#include <stdint.h>

#define VELA_ENOTCAPABLE 200
#define VELA_ECAPMODE 201

enum {
	VELA_HANDLE = 4096, VELA_USE, VELA_DESCRIPTOR, VELA_NEXT, VELA_INSPECT, VELA_DERIVE, VELA_SEAL, VELA_DUPLICATE, VELA_MOVE,
	VELA_TRANSFER, VELA_GIVE, VELA_SPLIT, VELA_ENDOW, VELA_SPLITRIGHTS, VELA_SHARE, VELA_REVOKE, VELA_DELETE, VELA_WHY,
	VELA_CREATE, VELA_BADGE, VELA_SIGNAL, VELA_WAIT, VELA_SEND, VELA_RECEIVE, VELA_REQUEST, VELA_REPLY,
	VELA_REACH, VELA_SUSPEND, VELA_RESUME, VELA_DESTROY,
	VELA_INPUT, VELA_OUTPUT, VELA_MAP, VELA_ACKNOWLEDGE,
	VELA_PAGED, VELA_SUPPLY, VELA_REGISTERS, VELA_SCHEDULE, VELA_SETPAGER, VELA_RESIZE
};

// Types of capabilities; the first three are what vela_create makes.
enum { VELA_ENDPOINT = 8, VELA_NOTIFICATION = 9, VELA_PAGER = 10, VELA_PORTS = 15, VELA_DEVICE = 16, VELA_INTERRUPT = 17 };

// A timeout that never comes; others are nanoseconds.
#define VELA_FOREVER (~0ull)

// What vela_handle and vela_use take besides descriptors.
enum { VELA_ROOT = -1, VELA_CONTAINER = -2, VELA_QUOTA = -3, VELA_CLOCK = -4, VELA_MEMORY = -5, VELA_CONSOLE = -6 };

// What vela_map takes besides PROT_READ, PROT_WRITE and PROT_EXEC: writes stay the caller's own.
#define VELA_PRIVATE 8

// With whom vela_share shares.
enum { VELA_THREADS = 1, VELA_SIBLINGS = 2, VELA_EVERYONE = 3, VELA_CHILDREN = 4 };

// Rights: one bit each, the same for every type.
#define VELA_INSPECTING (1u << 0)
#define VELA_DUPLICATING (1u << 1)
#define VELA_TRANSFERRING (1u << 2)
#define VELA_STRONG (1u << 3)
#define VELA_READ (1u << 4)
#define VELA_WRITE (1u << 5)
#define VELA_EXECUTE (1u << 6)
#define VELA_MAPPING (1u << 7)
#define VELA_APPEND (1u << 10)
#define VELA_RESIZING (1u << 11)
#define VELA_CREATING (1u << 12)
#define VELA_REMOVE (1u << 13)
#define VELA_CONFIGURE (1u << 14)
#define VELA_RUNNING (1u << 15)
#define VELA_SUSPENDING (1u << 16)
#define VELA_DESTROYING (1u << 17)
#define VELA_READSTATE (1u << 18)
#define VELA_WRITESTATE (1u << 19)
#define VELA_SETPAGING (1u << 20)
#define VELA_SCHEDULING (1u << 21)
#define VELA_SIGNALLING (1u << 22)
#define VELA_WAITING (1u << 23)
#define VELA_SENDING (1u << 24)
#define VELA_RECEIVING (1u << 25)
#define VELA_GRANTING (1u << 26)
#define VELA_BADGING (1u << 27)
#define VELA_SUPPLYING (1u << 28)
#define VELA_CHARGE (1u << 29)
#define VELA_SPLITTING (1u << 30)

typedef uint64_t vela_handle_t;

struct vela_capability {
	uint32_t type, rights;
	uint64_t badge, object;
	uint32_t origin, reserved;
};

struct vela_amounts {
	uint64_t frames, threads, capabilities, mappings, objects, cpu;
};

struct vela_denial {
	uint64_t number;
	uint32_t reason, type, missing, steps;
	uint64_t object;
	char operation[32];
	struct {
		uint32_t type, rights;
		uint64_t object;
		uint32_t origin, reserved;
	} path[8];
};

struct vela_registers {
	uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, rip, rflags, fs;
};

enum { VELA_WORDS = 8, VELA_HANDLES = 4 };

struct vela_message {
	uint64_t badge;                      // received: of the capability that it was sent through
	vela_handle_t reply;                 // received: to answer by, if it is a request; otherwise 0
	uint64_t words[VELA_WORDS];
	vela_handle_t handles[VELA_HANDLES]; // moved along, up to the first that is 0
};

static inline int64_t vela_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third)
{
	int64_t answer;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(first), "S"(second), "d"(third) : "rcx", "r11", "memory");
	return answer;
}

static inline int64_t vela_call4(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth)
{
	int64_t answer;
	register uint64_t r10 __asm__("r10") = fourth;
	__asm__ volatile("syscall" : "=a"(answer) : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10) : "rcx", "r11", "memory");
	return answer;
}

static inline int64_t vela_handle(int which) { return vela_call(VELA_HANDLE, (uint64_t)(int64_t)which, 0, 0); }
static inline int64_t vela_use(int which, vela_handle_t handle) { return vela_call(VELA_USE, (uint64_t)(int64_t)which, handle, 0); }
static inline int64_t vela_descriptor(vela_handle_t handle, unsigned flags) { return vela_call(VELA_DESCRIPTOR, handle, flags, 0); }
static inline int64_t vela_next(vela_handle_t after) { return vela_call(VELA_NEXT, after, 0, 0); }
static inline int64_t vela_inspect(vela_handle_t handle, struct vela_capability *into) { return vela_call(VELA_INSPECT, handle, (uint64_t)into, 0); }
static inline int64_t vela_derive(vela_handle_t handle, uint32_t rights) { return vela_call(VELA_DERIVE, handle, rights, 0); }
static inline int64_t vela_seal(vela_handle_t handle) { return vela_call(VELA_SEAL, handle, 0, 0); }
static inline int64_t vela_duplicate(vela_handle_t handle) { return vela_call(VELA_DUPLICATE, handle, 0, 0); }
static inline int64_t vela_move(vela_handle_t handle) { return vela_call(VELA_MOVE, handle, 0, 0); }
static inline int64_t vela_transfer(vela_handle_t handle, uint32_t rights, uint64_t process) { return vela_call(VELA_TRANSFER, handle, rights, process); }
static inline int64_t vela_give(vela_handle_t handle, uint32_t rights, uint64_t process) { return vela_call(VELA_GIVE, handle, rights, process); }
static inline int64_t vela_split(vela_handle_t quota, const struct vela_amounts *amounts) { return vela_call(VELA_SPLIT, quota, (uint64_t)amounts, 0); }
static inline int64_t vela_endow(vela_handle_t from, vela_handle_t into, const struct vela_amounts *amounts) { return vela_call(VELA_ENDOW, from, into, (uint64_t)amounts); }
static inline int64_t vela_splitrights(vela_handle_t handle, uint32_t rights) { return vela_call(VELA_SPLITRIGHTS, handle, rights, 0); }
static inline int64_t vela_share(vela_handle_t handle, uint32_t rights, int audience) { return vela_call(VELA_SHARE, handle, rights, (uint64_t)audience); }
static inline int64_t vela_revoke(vela_handle_t handle) { return vela_call(VELA_REVOKE, handle, 0, 0); }
static inline int64_t vela_delete(vela_handle_t handle) { return vela_call(VELA_DELETE, handle, 0, 0); }
static inline int64_t vela_why(struct vela_denial *into) { return vela_call(VELA_WHY, (uint64_t)into, 0, 0); }
static inline int64_t vela_create(int type) { return vela_call(VELA_CREATE, (uint64_t)type, 0, 0); }
static inline int64_t vela_badge(vela_handle_t handle, uint32_t rights, uint64_t badge) { return vela_call(VELA_BADGE, handle, rights, badge); }
static inline int64_t vela_signal(vela_handle_t handle, uint64_t value) { return vela_call(VELA_SIGNAL, handle, value, 0); }
static inline int64_t vela_wait(vela_handle_t handle, uint64_t *value, uint64_t timeout) { return vela_call(VELA_WAIT, handle, (uint64_t)value, timeout); }
static inline int64_t vela_send(vela_handle_t handle, const struct vela_message *message, uint64_t timeout) { return vela_call(VELA_SEND, handle, (uint64_t)message, timeout); }
static inline int64_t vela_receive(vela_handle_t handle, struct vela_message *into, uint64_t timeout) { return vela_call(VELA_RECEIVE, handle, (uint64_t)into, timeout); }
static inline int64_t vela_request(vela_handle_t handle, struct vela_message *message, uint64_t timeout) { return vela_call(VELA_REQUEST, handle, (uint64_t)message, timeout); }
static inline int64_t vela_reply(vela_handle_t reply, const struct vela_message *message) { return vela_call(VELA_REPLY, reply, (uint64_t)message, 0); }
static inline int64_t vela_reach(vela_handle_t through, int number, uint32_t rights) { return vela_call(VELA_REACH, through, (uint64_t)number, rights); }
static inline int64_t vela_suspend(vela_handle_t handle) { return vela_call(VELA_SUSPEND, handle, 0, 0); }
static inline int64_t vela_resume(vela_handle_t handle) { return vela_call(VELA_RESUME, handle, 0, 0); }
static inline int64_t vela_destroy(vela_handle_t handle) { return vela_call(VELA_DESTROY, handle, 0, 0); }
static inline int64_t vela_input(vela_handle_t ports, uint16_t port, int width) { return vela_call(VELA_INPUT, ports, port, (uint64_t)width); }
static inline int64_t vela_output(vela_handle_t ports, uint16_t port, int width, uint32_t value) { return vela_call4(VELA_OUTPUT, ports, port, (uint64_t)width, value); }
static inline int64_t vela_map(vela_handle_t handle, uint64_t offset, uint64_t length, int protection) { return vela_call4(VELA_MAP, handle, offset, length, (uint64_t)protection); }
static inline int64_t vela_acknowledge(vela_handle_t interrupt) { return vela_call(VELA_ACKNOWLEDGE, interrupt, 0, 0); }
static inline int64_t vela_paged(vela_handle_t pager, uint64_t name, uint64_t size) { return vela_call(VELA_PAGED, pager, name, size); }
static inline int64_t vela_supply(vela_handle_t pager, uint64_t name, uint64_t offset, const void *page) { return vela_call4(VELA_SUPPLY, pager, name, offset, (uint64_t)page); }
static inline int64_t vela_registers(vela_handle_t thread, struct vela_registers *into) { return vela_call(VELA_REGISTERS, thread, (uint64_t)into, 0); }
static inline int64_t vela_schedule(vela_handle_t handle, int nice, vela_handle_t quota) { return vela_call(VELA_SCHEDULE, handle, (uint64_t)(int64_t)nice, quota); }
static inline int64_t vela_setpager(vela_handle_t process, vela_handle_t memory) { return vela_call(VELA_SETPAGER, process, memory, 0); }
static inline int64_t vela_resize(vela_handle_t memory, uint64_t size) { return vela_call(VELA_RESIZE, memory, size, 0); }

#endif
