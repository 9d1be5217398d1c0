/* The benchmark as process 1: it mounts what it needs, says where it runs, and switches the machine off. */
#include "vmbench.h"

#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>

/* The first line of a file as a remark; nothing if there is no such file. */
static void show(const char *label, const char *path)
{
	char text[512];
	int file = (int)sys_open(path, O_RDONLY);
	if (file < 0)
		return;
	long length = sys_read(file, text, sizeof text - 1);
	(void)sys_close(file);
	if (length <= 0)
		return;
	text[length] = 0;
	text[strcspn(text, "\n")] = 0;
	remark("# %s: %s\n", label, text);
}

static void set(const char *path, const char *value)
{
	int file = (int)sys_open(path, O_WRONLY);
	if (file < 0)
		return;
	(void)sys_write(file, value, (long)strlen(value));
	(void)sys_close(file);
}

/* Drivers that are modules, in the order in which they need each other; where there are none there is no disk either. */
static void find_disks(void)
{
	static const char *const modules[] = {
		"/modules/virtio_ring.ko", "/modules/virtio.ko", "/modules/virtio_pci_modern_dev.ko", "/modules/virtio_pci_legacy_dev.ko", "/modules/virtio_pci.ko",
		"/modules/virtio_blk.ko",
	};
	for (unsigned i = 0; i < sizeof modules / sizeof modules[0]; i++) {
		int file = (int)sys_open(modules[i], O_RDONLY);
		if (file < 0)
			return;
		(void)must("finit_module", call(SYS_finit_module, file, (long)"", 0));
		(void)sys_close(file);
	}
	mkdir("/dev", 0755);
	mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
}

void begin_as_init(uint64_t ticks)
{
	remark("# started after %lu ticks of the processor's counter\n", ticks);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/tmp", 01777);
	mount("proc", "/proc", "proc", 0, 0);
	mount("sysfs", "/sys", "sysfs", 0, 0);
	mount("tmpfs", "/tmp", "tmpfs", 0, "mode=1777");
	show("version", "/proc/version");
	show("command line", "/proc/cmdline");
	show("clock source", "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	show("large pages", "/sys/kernel/mm/transparent_hugepage/enabled");
	/* A million regions, and the few that every process has, are more than Linux allows unless told to. */
	set("/proc/sys/vm/max_map_count", "2000000");
	find_disks();
}

void end_as_init(void)
{
	show("clock source at the end", "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	say("# end\n");
	reboot(RB_POWER_OFF);
	for (;;)
		(void)call(SYS_pause, 0, 0, 0);
}
