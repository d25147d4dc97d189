#define _GNU_SOURCE
#include "offer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// struct io_uring_params by words of 32 bits, because older headers have neither it nor all of its members.
enum { RING_PARAMETERS = 30, SQ_OFFSETS = 10, CQ_OFFSETS = 20 };
enum { RING_SETUP = 425 };

int sysh_find_ring(struct sysh_ring_layout *layout) {
  uint32_t words[RING_PARAMETERS] = {0};
  long ring = syscall(RING_SETUP, 4, words);
  if (ring < 0) return -errno;
  close((int)ring);
  layout->sq_tail = words[SQ_OFFSETS + 1];
  layout->sq_array = words[SQ_OFFSETS + 6];
  layout->cq_head = words[CQ_OFFSETS];
  layout->cq_tail = words[CQ_OFFSETS + 1];
  layout->cqes = words[CQ_OFFSETS + 5];
  return 0;
}

int sysh_can_count(void) {
  struct perf_event_attr wanted = {
      .type = PERF_TYPE_SOFTWARE,
      .size = PERF_ATTR_SIZE_VER0,
      .config = PERF_COUNT_SW_TASK_CLOCK,
      .exclude_kernel = 1,
      .exclude_hv = 1,
  };
  long counter = syscall(SYS_perf_event_open, &wanted, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  if (counter < 0) return -errno;
  close((int)counter);
  return 0;
}

int sysh_can_have_user_namespace(void) {
  char map[32];
  int length = snprintf(map, sizeof map, "0 %u 1", (unsigned)geteuid());
  int status = 0;
  pid_t child = fork();
  if (child < 0) return -errno;
  if (child == 0) {
    // Without a map it is of no use: AppArmor lets it be made and forbids what is done in it.
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0) _exit(errno);
    int file = open("/proc/self/uid_map", O_WRONLY);
    if (file < 0 || write(file, map, length) != length) _exit(errno);
    _exit(0);
  }
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}
