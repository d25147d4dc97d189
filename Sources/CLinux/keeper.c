#define _GNU_SOURCE
#include "include/keeper.h"
#include "include/guardian.h"
#include "directory_entry.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static int is_itself(const char *name) { return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])); }

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void rest(void) {
  const struct timespec pause = {0, 2000000};
  nanosleep(&pause, NULL);
}

static void put(int directory, const char *file, const char *text) {
  int opened = openat(directory, file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (opened < 0) return;
  // A refusal is seen by what comes of it.
  (void)!write(opened, text, strlen(text));
  close(opened);
}

// MARK: Control groups

// Sends SIGKILL to the processes of one group. By their numbers: a process of another PID namespace shows as 0 and is
// nobody of ours, and cgroup.kill would not spare it.
static void kill_members(int directory) {
  int file = openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  char text[4096];
  ssize_t size;
  pid_t pid = 0;
  int thawed = 0;
  while ((size = read(file, text, sizeof text)) > 0)
    for (ssize_t at = 0; at < size; at++) {
      if (text[at] >= '0' && text[at] <= '9') {
        pid = pid * 10 + (text[at] - '0');
        continue;
      }
      if (pid > 1 && pid != getpid()) {
        // A frozen process of version 1 does not even take SIGKILL.
        if (!thawed++) put(directory, "freezer.state", "THAWED");
        kill(pid, SIGKILL);
      }
      pid = 0;
    }
  close(file);
}

// Groups in groups, at most so deep: deeper ones keep the others from being removed, which is reported.
enum { DEEPEST = 24 };

static void empty_group(int directory, int depth) {
  char entries[4096] __attribute__((aligned(8)));
  long size;
  if (depth < DEEPEST)
    while ((size = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0)
      for (long at = 0; at < size;) {
        struct directory_entry *entry = (struct directory_entry *)(entries + at);
        at += entry->length;
        if (entry->type != 4 || is_itself(entry->name)) continue;
        int inner = openat(directory, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner < 0) continue;
        empty_group(inner, depth + 1);
        close(inner);
        unlinkat(directory, entry->name, AT_REMOVEDIR);
      }
  kill_members(directory);
}

int sysh_group_remove(const char *path, int64_t patience) {
  int64_t deadline = now() + patience;
  for (;;) {
    if (rmdir(path) == 0 || errno == ENOENT) return 0;
    int error = errno;
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory < 0) return errno == ENOENT ? 0 : -errno;
    // Numbers in a file of another kind of file system are nobody's.
    struct statfs system;
    if (fstatfs(directory, &system) < 0 ||
        (system.f_type != CGROUP_SUPER_MAGIC && system.f_type != CGROUP2_SUPER_MAGIC)) {
      close(directory);
      return -error;
    }
    empty_group(directory, 0);
    close(directory);
    if (rmdir(path) == 0 || errno == ENOENT) return 0;
    if (now() >= deadline) return -error;
    rest();
  }
}

// MARK: Trees

static int moved;

// Removes what it can of the directory `name` in `top`, and moves directories in it up to `top`, so that neither a path
// nor the stack grows with the depth. Whether anything was done. Never across a mount.
static int flatten(int top, const char *name, dev_t device) {
  struct stat status;
  if (fstatat(top, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(status.st_mode) || status.st_dev != device)
    return 0;
  fchmodat(top, name, 0700, 0);
  int directory = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory < 0) return 0;
  char entries[4096] __attribute__((aligned(8)));
  long size;
  int done = 0;
  while ((size = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0)
    for (long at = 0; at < size;) {
      struct directory_entry *entry = (struct directory_entry *)(entries + at);
      at += entry->length;
      if (is_itself(entry->name)) continue;
      if (unlinkat(directory, entry->name, 0) == 0 || unlinkat(directory, entry->name, AT_REMOVEDIR) == 0) {
        done = 1;
        continue;
      }
      struct stat inner;
      if (fstatat(directory, entry->name, &inner, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(inner.st_mode)) continue;
      // To be moved, a directory has to be writable itself: its `..` changes.
      fchmodat(directory, entry->name, 0700, 0);
      char free_name[32] = ".removed-";
      int number = ++moved, length = 9;
      do free_name[length++] = (char)('0' + number % 10);
      while (number /= 10);
      if (syscall(SYS_renameat2, directory, entry->name, top, free_name, 1 /* RENAME_NOREPLACE */) == 0) done = 1;
    }
  close(directory);
  return done;
}

// One pass over a directory: whether anything was removed or moved.
static int empty_tree(int top) {
  struct stat status;
  if (fstat(top, &status) < 0) return 0;
  fchmod(top, 0700);
  lseek(top, 0, SEEK_SET);
  char entries[4096] __attribute__((aligned(8)));
  long size;
  int done = 0;
  while ((size = syscall(SYS_getdents64, top, entries, sizeof entries)) > 0)
    for (long at = 0; at < size;) {
      struct directory_entry *entry = (struct directory_entry *)(entries + at);
      at += entry->length;
      if (is_itself(entry->name)) continue;
      if (unlinkat(top, entry->name, 0) == 0 || unlinkat(top, entry->name, AT_REMOVEDIR) == 0) {
        done = 1;
        continue;
      }
      if (flatten(top, entry->name, status.st_dev)) done = 1;
      if (unlinkat(top, entry->name, AT_REMOVEDIR) == 0) done = 1;
    }
  return done;
}

static void remove_tree(const char *path, int64_t patience) {
  int64_t deadline = now() + patience;
  while (rmdir(path) < 0 && errno != ENOENT) {
    if (errno == EACCES) return;
    chmod(path, 0700);
    int top = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (top < 0) return;
    int done = empty_tree(top);
    close(top);
    // Processes that are about to end may still write to it.
    if (!done) {
      if (now() >= deadline) return;
      rest();
    }
  }
}

// MARK: The keeper

enum { MOST = 64, LONGEST = 4096 };
// Static because memory must not be allocated in a fork's child. The first character says what it is.
static char kept[MOST][LONGEST + 1];
static int kept_count;

static int keep(const char *message, ssize_t size) {
  if (size < 2 || size > LONGEST || message[size - 1]) return -EINVAL;
  for (int i = 0; i < kept_count; i++)
    if (!memcmp(kept[i], message, (size_t)size)) return 0;
  if (kept_count == MOST) return -EMFILE;
  memcpy(kept[kept_count++], message, (size_t)size);
  return 0;
}

static void guard(void) {
  // In nobody's way.
  if (chdir("/") < 0) _exit(1);
  for (;;) {
    char message[LONGEST + 1];
    ssize_t size = recv(0, message, sizeof message, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    int answer = keep(message, size);
    if (send(0, &answer, sizeof answer, MSG_NOSIGNAL) < 0) break;
  }
  for (int i = 0; i < kept_count; i++)
    if (kept[i][0] == SYSH_KEEP_GROUP) sysh_group_remove(kept[i] + 1, 3000000000);
  for (int i = 0; i < kept_count; i++)
    if (kept[i][0] == SYSH_KEEP_WRITE) put(AT_FDCWD, kept[i] + 1, kept[i] + 2 + strlen(kept[i] + 1));
  for (int i = 0; i < kept_count; i++)
    if (kept[i][0] == SYSH_KEEP_TREE) remove_tree(kept[i] + 1, 3000000000);
}

pid_t sysh_keeper_start(int *channel) { return sysh_aside_start(channel, "sysh-keeper", guard); }

int sysh_keeper_keep(int channel, char what, const char *text, size_t size) {
  char message[LONGEST + 1] = {what};
  int answer;
  ssize_t count;
  if (size + 1 > LONGEST) return -ENAMETOOLONG;
  memcpy(message + 1, text, size);
  if (send(channel, message, size + 1, MSG_NOSIGNAL) < 0) return -errno;
  do count = recv(channel, &answer, sizeof answer, 0);
  while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  return count == (ssize_t)sizeof answer ? answer : -EPIPE;
}
