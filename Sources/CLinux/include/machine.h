// What views of the machine need and Swift cannot ask for: sysinfo(2), which Swift's Glibc module leaves out, and kernel
// parameters as processes in other namespaces have them, for which a process has to go there.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Memory of the whole machine in bytes (man 2 sysinfo): 0, or -errno.
int sysh_memory_totals(uint64_t *total, uint64_t *free, uint64_t *buffers);

// Reads /proc/sys/NAME with the namespaces of a process (user, net, uts, ipc) instead of the caller's: a child of the
// caller goes there, reads, and ends before this returns. How many bytes it found, or -errno.
ssize_t sysh_setting_of(pid_t process, const char *name, char *out, size_t size);

// Whether an ordinary process may make a user and a network namespace for itself: a child tries. 0, or -errno.
int sysh_can_unshare_network(void);

// The same, and whether a file of /proc/sys is there for it: 0, or -errno.
int sysh_own_network_has(const char *path);

// Whether the file that a path leads to is one of a proc file system (statfs, which Swift's Glibc module leaves out).
int sysh_is_proc(const char *path);
