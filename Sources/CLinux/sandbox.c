#define _GNU_SOURCE
#include "include/sandbox.h"
#include "directory_entry.h"
#include "launching.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_open_tree
#define SYS_open_tree 428
#define SYS_move_mount 429
#endif

// Between the processes: how far it has come, or why it has not.
struct news {
  enum sysh_sandbox_step step;
  int error;
};

static _Noreturn void give_up(enum sysh_sandbox_step step) {
  struct news news = {step, errno};
  (void)!send(0, &news, sizeof news, MSG_NOSIGNAL);
  _exit(1);
}

static int write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  ssize_t size = write(file, text, strlen(text));
  int error = size < 0 ? errno : 0;
  close(file);
  return -error;
}

// MARK: File systems

// The parts of a path one after the other. Those that are there already are left as they are.
static void make_directories(const char *path) {
  char part[4096];
  size_t size = strlen(path);
  if (size >= sizeof part) return;
  memcpy(part, path, size + 1);
  for (char *at = part + 1;; at++) {
    if (*at && *at != '/') continue;
    char had = *at;
    *at = 0;
    mkdir(part, 0755);
    if (!had) return;
    *at = had;
  }
}

static int is_directory(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// MARK: What is shown

// How much is put together at most; a directory with mounts in it comes piece by piece.
enum { MOST_PIECES = 4000 };
static int pieces, shown;

// What a path is among the mount points given: '+' one to be shown, '-' one to be hidden, 0 none.
static char kind_of(const struct sysh_sandbox *what, const char *path) {
  char kind = 0;
  for (const char *const *mount = what->mounts; *mount; mount++)
    if (!strcmp(*mount + 1, path)) kind = **mount;
  return kind;
}

static int has_mounts_below(const struct sysh_sandbox *what, const char *path) {
  size_t size = strlen(path);
  for (const char *const *mount = what->mounts; *mount; mount++)
    if (!strncmp(*mount + 1, path, size) && (*mount)[1 + size] == '/') return 1;
  return 0;
}

static int is_own(const char *path) {
  static const char *const own[] = {"/proc", "/sys", "/dev", "/tmp", "/var/tmp", "/run"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (!strcmp(own[i], path)) return 1;
  return 0;
}

static void show_directory(const struct sysh_sandbox *what, const char *path);

static void show_entry(const struct sysh_sandbox *what, const char *path) {
  char target[4200], link[4096];
  struct stat status;
  if (++pieces > MOST_PIECES || lstat(path, &status) < 0 || strpbrk(path, ":,\\")) return;
  snprintf(target, sizeof target, "root%s", path);
  if (S_ISDIR(status.st_mode)) {
    if (mkdir(target, status.st_mode & 0755) < 0) return;
    if (!is_own(path) && kind_of(what, path) != '-') show_directory(what, path);
  } else if (S_ISLNK(status.st_mode)) {
    ssize_t size = readlink(path, link, sizeof link - 1);
    if (size < 0) return;
    link[size] = 0;
    (void)!symlink(link, target);
  } else if (S_ISREG(status.st_mode)) {
    int file = open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file >= 0) close(file);
    if (file < 0 || mount(path, target, NULL, MS_BIND, NULL) < 0 ||
        mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) < 0)
      unlink(target);
  }
}

// A read-only overlay shows the same files, and keeps apart what a read-only mount would not: sockets and named pipes of
// it have nothing to do with those below, on which programs outside listen. What cannot be shown is not there. A
// directory with mounts below cannot be a layer for an ordinary user, because it would uncover what they hide.
static void show_directory(const struct sysh_sandbox *what, const char *path) {
  char entries[4096] __attribute__((aligned(8))), options[4200], inner[4096];
  if (!has_mounts_below(what, path)) {
    snprintf(options, sizeof options, "lowerdir=%s:empty", path);
    snprintf(inner, sizeof inner, "root%s", path);
    if (mount("overlay", inner, "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, options) == 0) shown++;
    return;
  }
  int directory = open(*path ? path : "/", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory < 0) return;
  long size;
  while ((size = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0)
    for (long at = 0; at < size;) {
      struct directory_entry *entry = (struct directory_entry *)(entries + at);
      at += entry->length;
      if (entry->name[0] == '.' && (!entry->name[1] || (entry->name[1] == '.' && !entry->name[2]))) continue;
      if (snprintf(inner, sizeof inner, "%s/%s", path, entry->name) < (int)sizeof inner) show_entry(what, inner);
    }
  close(directory);
}

// MARK: What is new

static void make_devices(void) {
  static const char *const shared[] = {"null", "zero", "full", "random", "urandom", "tty"};
  static const char *const links[][2] = {
      {"pts/ptmx", "root/dev/ptmx"},      {"/proc/self/fd", "root/dev/fd"},        {"/proc/self/fd/0", "root/dev/stdin"},
      {"/proc/self/fd/1", "root/dev/stdout"}, {"/proc/self/fd/2", "root/dev/stderr"},
  };
  if (mount("tmpfs", "root/dev", "tmpfs", MS_NOSUID, "size=64k,mode=755") < 0) give_up(SYSH_SANDBOX_MOUNT);
  for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
    char from[32], to[32];
    snprintf(from, sizeof from, "/dev/%s", shared[i]);
    snprintf(to, sizeof to, "root/dev/%s", shared[i]);
    int file = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file >= 0) close(file);
    // A machine may lack one.
    if (file < 0 || mount(from, to, NULL, MS_BIND, NULL) < 0) unlink(to);
  }
  mkdir("root/dev/pts", 0755);
  mkdir("root/dev/shm", 01777);
  if (mount("devpts", "root/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620") < 0 ||
      mount("tmpfs", "root/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,mode=1777") < 0)
    give_up(SYSH_SANDBOX_MOUNT);
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) (void)!symlink(links[i][0], links[i][1]);
  mount(NULL, "root/dev", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID, NULL);
}

// A new root in which the old one can be seen and only the lab's directory and what is made new can be changed.
static void make_root(const struct sysh_sandbox *what) {
  static const char *const own[] = {"root/tmp", "root/var/tmp", "root/run"};
  char path[4200];
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) give_up(SYSH_SANDBOX_NAMESPACES);
  int lab = (int)syscall(SYS_open_tree, AT_FDCWD, what->directory, 1 /* OPEN_TREE_CLONE */ | O_CLOEXEC);
  if (lab < 0) give_up(SYSH_SANDBOX_DIRECTORY);
  // It is put together where nobody looks: on the lab's directory, in this mount namespace.
  if (mount("tmpfs", what->directory, "tmpfs", 0, "mode=755") < 0 || chdir(what->directory) < 0 ||
      mkdir("empty", 0755) < 0 || mkdir("root", 0755) < 0 ||
      mount("tmpfs", "root", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=16m") < 0)
    give_up(SYSH_SANDBOX_MOUNT);
  show_directory(what, "");
  if (!shown) give_up(SYSH_SANDBOX_ROOT);
  if (mount("proc", "root/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) give_up(SYSH_SANDBOX_MOUNT);
  make_devices();
  // Only some containers refuse that.
  mount("sysfs", "root/sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (is_directory(own[i]) && mount("tmpfs", own[i], "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,mode=1777") < 0)
      give_up(SYSH_SANDBOX_MOUNT);
  snprintf(path, sizeof path, "root%s", what->directory);
  make_directories(path);
  if (syscall(SYS_move_mount, lab, "", AT_FDCWD, path, 4 /* MOVE_MOUNT_F_EMPTY_PATH */) < 0)
    give_up(SYSH_SANDBOX_DIRECTORY);
  close(lab);
  if (mount(NULL, "root", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) < 0 ||
      chdir("root") < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
    give_up(SYSH_SANDBOX_MOUNT);
}

// MARK: Users

// The ids of the caller stand for themselves, and no others for anything (man 7 user_namespaces).
static void keep_ids(uid_t user, gid_t group) {
  char text[64];
  int result = write_file("/proc/self/setgroups", "deny");
  snprintf(text, sizeof text, "%u %u 1", user, user);
  if (!result) result = write_file("/proc/self/uid_map", text);
  snprintf(text, sizeof text, "%u %u 1", group, group);
  if (!result) result = write_file("/proc/self/gid_map", text);
  if (result) {
    errno = -result;
    give_up(SYSH_SANDBOX_IDS);
  }
}

static int give_ids(pid_t pid, uint32_t first) {
  char path[48], text[64];
  snprintf(text, sizeof text, "0 %u 65536", first);
  snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
  int result = write_file(path, text);
  snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
  return result ? result : write_file(path, text);
}

// MARK: Process 1

static void raise_loopback(void) {
  int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  if (any >= 0) {
    ioctl(any, SIOCSIFFLAGS, &request);
    close(any);
  }
}

// Sends news, with a descriptor when there is one.
static int tell(int channel, struct news news, int with) {
  struct iovec part = {&news, sizeof news};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof with)];
  } control = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (with >= 0) {
    message.msg_control = &control;
    message.msg_controllen = sizeof control.room;
    control.header = (struct cmsghdr){CMSG_LEN(sizeof with), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), &with, sizeof with);
  }
  return sendmsg(channel, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

// Receives a request for a child: terminal, go, report.
static int receive(int fds[3]) {
  char byte;
  struct iovec part = {&byte, 1};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(3 * sizeof(int))];
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t size;
  do size = recvmsg(0, &message, MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  if (size != 1) _exit(0);
  if (message.msg_controllen < CMSG_LEN(3 * sizeof(int)) || control.header.cmsg_type != SCM_RIGHTS) return 0;
  memcpy(fds, CMSG_DATA(&control.header), 3 * sizeof(int));
  return 1;
}

static _Noreturn void live(const struct sysh_sandbox *what, uid_t user, gid_t group) {
  sigset_t every;
  sigfillset(&every);
  sigprocmask(SIG_SETMASK, &every, NULL);
  // Whoever is left an orphan is buried by the kernel.
  signal(SIGCHLD, SIG_IGN);
  prctl(PR_SET_NAME, "sysh-sandbox");
  setsid();
  umask(022);
  if (what->first_id == 0) keep_ids(user, group);
  make_root(what);
  // The mounts belong to the user namespace of their maker. In a second one they cannot be taken apart or made writable
  // (man 7 mount_namespaces, restrictions).
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) < 0)
    give_up(SYSH_SANDBOX_NAMESPACES);
  if (what->first_id == 0) {
    keep_ids(user, group);
  } else {
    char byte;
    if (tell(0, (struct news){SYSH_SANDBOX_OK, 0}, -1) < 0 || recv(0, &byte, 1, 0) != 1) _exit(1);
    if (syscall(SYS_setgroups, (size_t)0, NULL) < 0 || syscall(SYS_setresgid, 0, 0, 0) < 0 ||
        syscall(SYS_setresuid, 0, 0, 0) < 0)
      give_up(SYSH_SANDBOX_IDENTITY);
  }
  raise_loopback();
  // That of before showed a network that is no more.
  mount("sysfs", "/sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  // The session keyring is the shell's until another one is joined.
  syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */, NULL);
  int terminals = open("/dev/pts", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (terminals < 0) give_up(SYSH_SANDBOX_MOUNT);
  // Its memory is a copy of the shell's.
  prctl(PR_SET_DUMPABLE, 0);
  if (tell(0, (struct news){SYSH_SANDBOX_OK, 0}, terminals) < 0) _exit(1);
  close(terminals);
  for (;;) {
    int fds[3];
    if (!receive(fds)) continue;
    pid_t pid = fork();
    if (pid == 0) {
      prctl(PR_SET_DUMPABLE, 1);
      // Who sent this tells the kernel in the receiver's own numbers.
      int none = 0;
      if (send(0, &none, sizeof none, MSG_NOSIGNAL) < 0) _exit(127);
      struct sysh_launch launch = {.image = 1, .terminal = fds[0], .directory = what->directory, .sandbox = -1};
      sysh_launch_child(&launch, fds[1], fds[2]);
    }
    int error = errno;
    if (pid < 0) (void)!send(0, &error, sizeof error, MSG_NOSIGNAL);
    for (int i = 0; i < 3; i++) close(fds[i]);
  }
}

// MARK: The shell's side

static int hear(int channel, struct news *news, int *with) {
  struct iovec part = {news, sizeof *news};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t size;
  do size = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  if (size != (ssize_t)sizeof *news) return -EPIPE;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header))
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) memcpy(with, CMSG_DATA(header), sizeof *with);
  return 0;
}

struct sysh_sandbox_result sysh_sandbox_start(const struct sysh_sandbox *what) {
  struct sysh_sandbox_result result = {0, -1, -1, SYSH_SANDBOX_NAMESPACES, 0};
  int ends[2], one = 1;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ||
      setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof one) < 0) {
    result.error = errno;
    return result;
  }
  unsigned long flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | SIGCHLD;
  if (what->first_id == 0) flags |= CLONE_NEWUSER;
  uid_t user = geteuid();
  gid_t group = getegid();
  pid_t pid = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, 0UL);
  if (pid == 0) {
    int channel = fcntl(ends[1], F_DUPFD, 10), image = fcntl(what->image, F_DUPFD, 10);
    if (dup2(channel, 0) != 0 || dup2(image, 1) != 1) _exit(1);
    sysh_close_from(2);
    fcntl(0, F_SETFD, FD_CLOEXEC);
    fcntl(1, F_SETFD, FD_CLOEXEC);
    live(what, user, group);
  }
  int error = errno;
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    result.error = error;
    return result;
  }
  struct news news = {SYSH_SANDBOX_NAMESPACES, 0};
  int heard = hear(ends[0], &news, &result.terminals);
  if (heard == 0 && news.step == SYSH_SANDBOX_OK && what->first_id) {
    int given = give_ids(pid, what->first_id);
    if (given < 0) news = (struct news){SYSH_SANDBOX_IDS, -given};
    else if (send(ends[0], "", 1, MSG_NOSIGNAL) < 0) heard = -errno;
    else heard = hear(ends[0], &news, &result.terminals);
  }
  if (heard == 0 && news.step == SYSH_SANDBOX_OK) {
    result.pid = pid;
    result.channel = ends[0];
    result.step = SYSH_SANDBOX_OK;
    return result;
  }
  result.step = news.step == SYSH_SANDBOX_OK ? SYSH_SANDBOX_NAMESPACES : news.step;
  result.error = heard < 0 ? -heard : news.error;
  close(ends[0]);
  kill(pid, SIGKILL);
  sysh_sandbox_end(pid);
  return result;
}

pid_t sysh_sandbox_fork(int channel, int terminal, int go, int report) {
  char byte = 0;
  struct iovec part = {&byte, 1};
  int fds[3] = {terminal, go, report};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof fds)];
  } control = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
  control.header = (struct cmsghdr){CMSG_LEN(sizeof fds), SOL_SOCKET, SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.header), fds, sizeof fds);
  if (sendmsg(channel, &message, MSG_NOSIGNAL) < 0) return -errno;

  int error = 0;
  struct iovec answer = {&error, sizeof error};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(struct ucred))];
  } sender;
  struct msghdr reply = {.msg_iov = &answer, .msg_iovlen = 1, .msg_control = &sender, .msg_controllen = sizeof sender};
  ssize_t size;
  do size = recvmsg(channel, &reply, MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  if (size < 0) return -errno;
  if (size != (ssize_t)sizeof error) return -EPIPE;
  if (error) return -error;
  struct cmsghdr *header = CMSG_FIRSTHDR(&reply);
  struct ucred credentials;
  if (!header || header->cmsg_type != SCM_CREDENTIALS) return -EPROTO;
  memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
  return credentials.pid;
}

void sysh_sandbox_end(pid_t pid) {
  const struct timespec pause = {0, 1000000};
  int status;
  for (int i = 0; i < 2000; i++) {
    pid_t reaped = waitpid(pid, &status, WNOHANG);
    if (reaped == pid || (reaped < 0 && errno != EINTR)) return;
    nanosleep(&pause, NULL);
  }
}
