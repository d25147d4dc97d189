// bpf(2) as Swift can call it: the system call has no wrapper in the C library, and its argument is a union whose members
// Swift cannot name. Every function returns 0 or a descriptor, which the caller closes, or -errno on failure.
#pragma once
#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A map (man 2 bpf, BPF_MAP_CREATE); its descriptor is close-on-exec, as every descriptor of bpf(2).
int sysh_bpf_map(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries);
// `value` has room for one value; of a per-CPU map for one a possible CPU.
int sysh_bpf_map_lookup(int map, const void *key, void *value);
int sysh_bpf_map_update(int map, const void *key, const void *value);
// The key that follows `key`, the first where that is none of the map's; -ENOENT behind the last.
int sysh_bpf_map_next(int map, const void *key, void *next);
int sysh_bpf_map_delete(int map, const void *key);

// A program for a raw tracepoint, under the GPL, which the helpers that it calls demand.
int sysh_bpf_program(const uint64_t *instructions, size_t count);
// Lets a program run at a tracepoint of the kernel's until the descriptor is closed.
int sysh_bpf_attach(int program, const char *tracepoint);
// How often the kernel skipped the program because it was running on that CPU already.
int sysh_bpf_misses(int program, uint64_t *out);

// A signal from sysh_signals_open's descriptor: its number and whether a process sent it (otherwise the kernel did, for
// a terminal's key for example); 0 when there is none.
int sysh_signals_next_sender(int fd, int *sent_by_process);

// Whether the child has ended; it stays a zombie, and its number its own. 1, 0, or -errno.
int sysh_child_has_ended(pid_t pid);
// Ends this process by the signal as if it had not been caught, without a core file of ours. Returns where the signal
// does not end a process.
void sysh_die_by(int signal);
