#define _GNU_SOURCE
#include "include/inspect.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

ssize_t sysh_attribute(const char *path, const char *name, void *out, size_t size) {
  ssize_t count = getxattr(path, name, out, size);
  return count < 0 ? -errno : count;
}

ssize_t sysh_attribute_names(const char *path, void *out, size_t size) {
  ssize_t count = listxattr(path, out, size);
  return count < 0 ? -errno : count;
}

long sysh_file_system_type(int descriptor) {
  struct statfs found;
  return fstatfs(descriptor, &found) == 0 ? (long)found.f_type : -errno;
}

int sysh_host_name(int user, int uts, char *out, size_t size) {
  int ends[2];
  if (size == 0) return -EINVAL;
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  pid_t child = fork();
  if (child == 0) {
    struct utsname names = {0};
    if (user >= 0 && setns(user, CLONE_NEWUSER) < 0) _exit(1);
    if (setns(uts, CLONE_NEWUTS) < 0 || uname(&names) < 0) _exit(1);
    size_t length = strlen(names.nodename);
    _exit(write(ends[1], names.nodename, length) != (ssize_t)length);
  }
  int error = child < 0 ? errno : 0, status = 0;
  close(ends[1]);
  ssize_t count = error ? 0 : read(ends[0], out, size - 1);
  out[count > 0 ? count : 0] = 0;
  close(ends[0]);
  if (!error) {
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (status != 0) error = EPERM;
  }
  return -error;
}
