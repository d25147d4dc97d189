#define _GNU_SOURCE
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

int sysh_memory_totals(uint64_t *total, uint64_t *free, uint64_t *buffers) {
  struct sysinfo info;
  if (sysinfo(&info) != 0) return -errno;
  *total = (uint64_t)info.totalram * info.mem_unit;
  *free = (uint64_t)info.freeram * info.mem_unit;
  *buffers = (uint64_t)info.bufferram * info.mem_unit;
  return 0;
}

// A namespace of the process, open; -1 where it is the caller's too, and -errno.
static int open_namespace(pid_t process, const char *kind) {
  char path[64], own[64];
  struct stat there, here;
  snprintf(path, sizeof path, "/proc/%d/ns/%s", (int)process, kind);
  snprintf(own, sizeof own, "/proc/self/ns/%s", kind);
  if (stat(path, &there) != 0) return -errno;
  if (stat(own, &here) == 0 && here.st_ino == there.st_ino && here.st_dev == there.st_dev) return -1;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

// Goes into the network, UTS and IPC namespaces of the process. Each may be entered from the user namespace that owns it,
// which is one of those on the way to the process's own.
static int enter(pid_t process) {
  enum { DEEPEST = 33 };
  static const char *const kinds[] = {"net", "uts", "ipc"};
  int users[DEEPEST], depth = 0, others[3], own = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
  for (int i = 0; i < 3; i++) {
    others[i] = open_namespace(process, kinds[i]);
    if (others[i] < -1) return others[i];
  }
  struct stat mine, theirs;
  if (own < 0 || fstat(own, &mine) < 0) return -errno;
  for (int user = open_namespace(process, "user"); user >= 0 && depth < DEEPEST; user = ioctl(user, NS_GET_PARENT)) {
    if (fstat(user, &theirs) == 0 && theirs.st_ino == mine.st_ino && theirs.st_dev == mine.st_dev) break;
    users[depth++] = user;
  }
  for (;;) {
    int error = 0;
    for (int i = 0; i < 3; i++) {
      if (others[i] < 0) continue;
      if (setns(others[i], 0) == 0) others[i] = -1;
      else error = errno;
    }
    if (!depth) return -error;
    if (setns(users[--depth], CLONE_NEWUSER) != 0) return -errno;
  }
}

static ssize_t read_there(pid_t process, const char *name, char *out, size_t size) {
  int result = enter(process);
  if (result != 0) return result;
  char path[512];
  if ((size_t)snprintf(path, sizeof path, "/proc/sys/%s", name) >= sizeof path) return -ENAMETOOLONG;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  ssize_t count = read(fd, out, size);
  return count < 0 ? -errno : count;
}

// What a child found out, in front of what it read.
struct answer {
  ssize_t result;
  char bytes[4096];
};

static ssize_t ask_child(pid_t process, const char *name, char *out, size_t size) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
  pid_t child = fork();
  if (child < 0) {
    int problem = errno;
    close(ends[0]);
    close(ends[1]);
    return -problem;
  }
  if (child == 0) {
    struct answer answer = {0};
    if (process > 0) {
      answer.result = read_there(process, name, answer.bytes, sizeof answer.bytes);
    } else if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 || (name && access(name, F_OK) != 0)) {
      answer.result = -errno;
    }
    // A pipe takes this much in one piece, because it is empty.
    ssize_t written = write(ends[1], &answer, sizeof answer);
    _exit(written == (ssize_t)sizeof answer ? 0 : 1);
  }
  close(ends[1]);
  struct answer answer = {.result = -EIO};
  size_t got = 0;
  while (got < sizeof answer) {
    ssize_t part = read(ends[0], (char *)&answer + got, sizeof answer - got);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) break;
    got += (size_t)part;
  }
  close(ends[0]);
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (got < sizeof answer) return -EIO;
  for (ssize_t i = 0; i < answer.result && (size_t)i < size; i++) out[i] = answer.bytes[i];
  return answer.result > (ssize_t)size ? (ssize_t)size : answer.result;
}

ssize_t sysh_setting_of(pid_t process, const char *name, char *out, size_t size) {
  return ask_child(process, name, out, size);
}

int sysh_can_unshare_network(void) {
  char unused;
  return (int)ask_child(0, NULL, &unused, 0);
}

int sysh_own_network_has(const char *path) {
  char unused;
  return (int)ask_child(0, path, &unused, 0);
}

int sysh_is_proc(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}
