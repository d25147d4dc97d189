#define _GNU_SOURCE
#include "launching.h"
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void sysh_close_from(unsigned first) {
  if (syscall(SYS_close_range, first, ~0u, 0u) == 0) return;
  // Linux before 5.9, or a container's filter that does not know the call: what the shell was given would stay open.
  struct rlimit limit;
  rlim_t end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 1 << 20 ? limit.rlim_cur : 1 << 20;
  for (unsigned fd = first; fd < end; fd++) close((int)fd);
}
