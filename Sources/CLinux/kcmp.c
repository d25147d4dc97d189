#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

int sysh_kcmp(pid_t first_process, pid_t second_process, enum sysh_kcmp_type type, int first, int second) {
  long result = syscall(SYS_kcmp, first_process, second_process, type, (unsigned long)first, (unsigned long)second);
  return result < 0 ? -errno : (int)result;
}
