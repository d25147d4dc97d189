// What this kernel offers to this user, found out by asking for it: io_uring_setup and perf_event_open have no wrappers in
// the C library, and syscall() is variadic, which Swift's Glibc module does not import.
#pragma once
#include <stdint.h>

// Where a ring with 4 requests has its parts, as offsets into its first mapping.
struct sysh_ring_layout {
  uint32_t sq_tail, sq_array, cq_head, cq_tail, cqes;
};

// Makes a ring and closes it again: 0, or -errno.
int sysh_find_ring(struct sysh_ring_layout *layout);

// Counts the caller's own time on the processor, outside the kernel, as perf stat does for everybody: 0, or -errno.
int sysh_can_count(void);

// Has a child make a user namespace and write its map, as an ordinary user may where that is not forbidden: 0, or -errno.
int sysh_can_have_user_namespace(void);
